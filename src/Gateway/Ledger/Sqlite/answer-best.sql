-- The verdict's bytes, before it the submit's. Arguments: $charge. Result: content_type, body, or no row. A second call: the same.
SELECT content_type, body FROM answers WHERE charge_id = $charge ORDER BY kind = 'final' DESC LIMIT 1;
