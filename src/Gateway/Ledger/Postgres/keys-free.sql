-- Frees the Idempotency-Keys of charges. Arguments: $1 charge ids. A second call: nothing.
DELETE FROM idempotency_keys WHERE charge_id = ANY ($1);
