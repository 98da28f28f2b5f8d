-- Charges of which the journal has nothing left to say, oldest end first. Arguments: $at (ms) of the horizon, $max. Result: id. A second call: the same until
-- they are deleted.
SELECT id FROM charges
WHERE ended_at <= $at AND look_at IS NULL AND NOT EXISTS (SELECT 1 FROM entries WHERE charge_id = charges.id)
ORDER BY ended_at, id LIMIT $max;
