-- Charges whose look is due, longest overdue first, passing over those that somebody else has just taken. Arguments: $1 now (ms), $2 rows at most.
-- Result: every column. A second call: the same until looks are moved.
SELECT * FROM charges WHERE look_at IS NOT NULL AND look_at <= $1 ORDER BY look_at LIMIT $2 FOR UPDATE SKIP LOCKED;
