-- Charges that a vendor job of this model could belong to, oldest first. Arguments: $1 model, $2 absent since (ms). Result: every column. A second call: the same.
SELECT * FROM charges
WHERE model = $1 AND prediction IS NULL AND (state IN ('held', 'unknown') OR release_reason = 'absent')
  AND (state IN ('held', 'unknown') OR ended_at >= $2)
ORDER BY held_at, id;
