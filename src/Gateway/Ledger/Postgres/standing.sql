-- How things stand, each count from an index of its own. Arguments: $1 in ms. Result: what, team or null, how many. A second call: the same.
SELECT 'in-flight', team, count(*) FROM charges WHERE state IN ('held', 'submitted') GROUP BY team
UNION ALL
SELECT 'unknown', team, count(*) FROM charges
WHERE prediction IS NULL AND (state IN ('held', 'unknown') OR release_reason = 'absent') AND state = 'unknown' GROUP BY team
UNION ALL
SELECT 'overdue', NULL, count(*) FROM charges WHERE look_at < $1;
