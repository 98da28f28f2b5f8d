-- The vendor's answer to the submit. Arguments: $charge. Result: content_type, body, or no row. A second call: the same.
SELECT content_type, body FROM answers WHERE charge_id = $charge AND kind = 'submit';
