-- One team's charges, newest first. Arguments: those of charges-list, $7 team. Result: every column. A second call: the same.
SELECT * FROM charges
WHERE team = $7 AND ($1::text IS NULL OR state = $1) AND held_at >= $2 AND held_at < $3 AND (held_at, id) < ($4, $5)
ORDER BY held_at DESC, id DESC LIMIT $6;
