-- The charges that Idempotency-Keys stand for. Arguments: $1 scopes, $2 keys, pair by pair. Result: every column. A second call: the same.
SELECT c.* FROM unnest($1, $2) AS asked (scope, key) JOIN idempotency_keys k USING (scope, key) JOIN charges c ON c.id = k.charge_id;
