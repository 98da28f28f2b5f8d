-- Who used an Idempotency-Key. Arguments: $scope, $key. Result: charge_id, body_hash, or no row. A second call: the same.
SELECT charge_id, body_hash FROM idempotency_keys WHERE scope = $scope AND key = $key;
