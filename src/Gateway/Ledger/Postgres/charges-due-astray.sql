-- Charges whose look stands later than any schedule puts it: the clock was ahead when it was set. Arguments: $1 (ms) past which no look at an open charge
-- is put, $2 (ms) past which none at all, $3 rows at most. Result: every column. A second call: the same until looks are moved.
(SELECT * FROM charges WHERE look_at IS NOT NULL AND look_at > $1 AND state IN ('held', 'submitted', 'unknown') ORDER BY look_at LIMIT $3)
UNION ALL
(SELECT * FROM charges WHERE look_at IS NOT NULL AND look_at > $2 AND state NOT IN ('held', 'submitted', 'unknown') ORDER BY look_at LIMIT $3);
