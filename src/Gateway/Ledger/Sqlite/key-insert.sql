-- Takes an Idempotency-Key. Arguments: $scope, $key, $body_hash, $charge. A second call fails: the key is taken.
INSERT INTO idempotency_keys (scope, key, body_hash, charge_id) VALUES ($scope, $key, $body_hash, $charge);
