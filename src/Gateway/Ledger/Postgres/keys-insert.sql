-- Takes Idempotency-Keys. Arguments: one array each, $1 scope, $2 key, $3 body_hash, $4 charge_id. A second call fails: the keys are taken.
INSERT INTO idempotency_keys (scope, key, body_hash, charge_id) SELECT * FROM unnest($1, $2, $3, $4);
