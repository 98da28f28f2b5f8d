-- Why the holds of a batch fitted one limit. Arguments: $batch, $scope, $period, $start (ms), $limit, $settled, $held, $added (nano-dollars), $budget (name),
-- $as_of and $through (entry ids). A second call fails: written once per batch, balance and limit.
INSERT INTO admissions (batch, scope, period, period_start, limit_usd, budget, settled, held, added, as_of_entry, through_entry)
VALUES ($batch, $scope, $period, $start, $limit, $budget, $settled, $held, $added, $as_of, $through);
