-- The verdict's bytes, before it the submit's. Arguments: $1 charge id. Result: content_type, body, or no row. A second call: the same.
SELECT content_type, body FROM answers WHERE charge_id = $1 ORDER BY kind = 'final' DESC LIMIT 1;
