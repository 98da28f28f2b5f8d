-- Charges whose look stands later than any schedule puts it: the clock was ahead when it was set. Arguments: $open (ms) past which no look at an open charge
-- is put, $any (ms) past which none at all, $max (rows). Result: every column. A second call: the same until looks are moved.
SELECT * FROM charges WHERE look_at IS NOT NULL AND look_at > $open AND state IN ('held', 'submitted', 'unknown')
UNION ALL
SELECT * FROM charges WHERE look_at IS NOT NULL AND look_at > $any AND state NOT IN ('held', 'submitted', 'unknown')
LIMIT $max;
