-- Frees the Idempotency-Key of a charge. Arguments: $charge. A second call: nothing.
DELETE FROM idempotency_keys WHERE charge_id = $charge;
