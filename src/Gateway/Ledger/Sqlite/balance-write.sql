-- One balance as it stands now. Arguments: $scope, $period, $start (ms), $held and $settled (nano-dollars, totals, not differences). A second call: the same.
INSERT INTO balances (scope, period, period_start, held, settled) VALUES ($scope, $period, $start, $held, $settled)
ON CONFLICT (scope, period, period_start) DO UPDATE SET held = excluded.held, settled = excluded.settled;
