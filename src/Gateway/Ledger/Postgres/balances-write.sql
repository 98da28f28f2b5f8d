-- Balances as they stand now. Arguments: one array each, $1 scope, $2 period, $3 period_start (ms), $4 held and $5 settled (nano-dollars, totals, not
-- differences). A second call: the same.
INSERT INTO balances (scope, period, period_start, held, settled) SELECT * FROM unnest($1, $2, $3, $4, $5)
ON CONFLICT (scope, period, period_start) DO UPDATE SET held = excluded.held, settled = excluded.settled;
