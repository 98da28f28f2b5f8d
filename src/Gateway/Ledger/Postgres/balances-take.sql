-- Balances, for a batch that will change them: locked in one order, so that a person's own SQL waits its turn. Arguments: one array each, $1 scope,
-- $2 period, $3 period_start (ms). Result: scope, period, period_start, held, settled (nano-dollars); no row where nothing was ever held. A second call:
-- the same.
SELECT b.scope, b.period, b.period_start, b.held, b.settled
FROM balances b JOIN unnest($1, $2, $3) AS asked (scope, period, period_start) USING (scope, period, period_start)
ORDER BY b.scope, b.period, b.period_start
FOR UPDATE OF b;
