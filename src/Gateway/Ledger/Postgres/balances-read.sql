-- Balances, as last committed. Arguments: those of balances-take. Result: the same, in no order. A second call: the same.
SELECT b.scope, b.period, b.period_start, b.held, b.settled
FROM balances b JOIN unnest($1, $2, $3) AS asked (scope, period, period_start) USING (scope, period, period_start);
