-- Charges of which the journal has nothing left to say, oldest end first. Arguments: $1 at (ms) of the horizon, $2 rows at most. Result: id. A second call:
-- the same until they are deleted.
SELECT id FROM charges
WHERE ended_at <= $1 AND look_at IS NULL AND NOT EXISTS (SELECT 1 FROM entries WHERE charge_id = charges.id)
ORDER BY ended_at, id LIMIT $2;
