-- Everybody's charges, newest first. Arguments: $1 state or null, $2 from and $3 to (ms), $4 held_at (ms) and $5 id of the last charge of the page before, or of
-- none: the end of time and an empty text, $6 rows at most. Result: every column. A second call: the same.
SELECT * FROM charges
WHERE ($1::text IS NULL OR state = $1) AND held_at >= $2 AND held_at < $3 AND (held_at, id) < ($4, $5)
ORDER BY held_at DESC, id DESC LIMIT $6;
