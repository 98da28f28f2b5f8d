-- One balance. Arguments: $scope, $period, $start (ms). Result: held, settled (nano-dollars), or no row where nothing was ever held. A second call: the same.
SELECT held, settled FROM balances WHERE scope = $scope AND period = $period AND period_start = $start;
