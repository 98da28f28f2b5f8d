-- Frees the Idempotency-Keys of charges. Arguments: $1 charge ids. Result: how many. A second call: none.
WITH freed AS (DELETE FROM idempotency_keys WHERE charge_id = ANY ($1) RETURNING 1) SELECT count(*) FROM freed;
