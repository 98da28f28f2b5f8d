-- Charges whose look is due, longest overdue first. Arguments: $now (ms), $max (rows). Result: every column. A second call: the same until looks are moved.
SELECT * FROM charges WHERE look_at IS NOT NULL AND look_at <= $now ORDER BY look_at LIMIT $max;
