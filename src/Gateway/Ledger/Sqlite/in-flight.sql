-- A team's charges in flight. Arguments: $team. Result: how many. A second call: the same.
SELECT count(*) FROM charges WHERE team = $team AND state IN ('held', 'submitted');
