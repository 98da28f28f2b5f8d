-- Charges whose Idempotency-Key has expired, oldest end first. Arguments: $through (ms) and $after (charge id) where the last call ended, $until (ms), $max.
-- Result: id, ended_at (ms). A second call: the same until the horizon's keys move on.
SELECT id, ended_at FROM charges
WHERE ended_at IS NOT NULL AND ended_at <= $until AND (ended_at, id) > ($through, $after)
ORDER BY ended_at, id LIMIT $max;
