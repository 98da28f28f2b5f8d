-- Charges whose Idempotency-Key has expired, oldest end first. Arguments: $1 through (ms) and $2 after (charge id) where the last call ended, $3 until (ms),
-- $4 rows at most. Result: id, ended_at (ms). A second call: the same until the horizon's keys move on.
SELECT id, ended_at FROM charges
WHERE ended_at IS NOT NULL AND ended_at <= $3 AND (ended_at, id) > ($1, $2)
ORDER BY ended_at, id LIMIT $4;
