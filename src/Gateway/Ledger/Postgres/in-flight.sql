-- Charges in flight. Arguments: $1 teams. Result: team, how many; no row for none. A second call: the same.
SELECT team, count(*) FROM charges WHERE team = ANY ($1) AND state IN ('held', 'submitted') GROUP BY team;
