-- Charges that a vendor job of this model could belong to, oldest first. Arguments: $model, $absent_since (ms). Result: every column. A second call: the same.
SELECT * FROM charges
WHERE model = $model AND prediction IS NULL AND (state IN ('held', 'unknown') OR release_reason = 'absent')
  AND (state IN ('held', 'unknown') OR ended_at >= $absent_since)
ORDER BY held_at, id;
