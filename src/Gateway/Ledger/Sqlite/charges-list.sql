-- Everybody's charges, newest first. Arguments: $state or null, $from and $to (ms) or null, $before_at (ms) and $before (id) of the last charge of the
-- page before, or null, $max (rows). Result: every column. A second call: the same.
SELECT * FROM charges
WHERE ($state IS NULL OR state = $state)
  AND held_at >= coalesce($from, 0) AND held_at < coalesce($to, 9223372036854775807)
  AND ($before IS NULL OR (held_at, id) < ($before_at, $before))
ORDER BY held_at DESC, id DESC LIMIT $max;
