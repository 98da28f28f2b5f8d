-- Who used Idempotency-Keys, and what the submit was answered. Arguments: $1 scopes, $2 keys, pair by pair. Result: scope, key, charge_id, body_hash,
-- content_type, body; the last two null where no answer was kept. A second call: the same.
SELECT k.scope, k.key, k.charge_id, k.body_hash, a.content_type, a.body
FROM unnest($1, $2) AS asked (scope, key) JOIN idempotency_keys k USING (scope, key)
LEFT JOIN answers a ON a.charge_id = k.charge_id AND a.kind = 'submit';
