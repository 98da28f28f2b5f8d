-- Every balance. Arguments: none. Result: scope, period, period_start (ms), held, settled (nano-dollars). A second call: the same.
SELECT scope, period, period_start, held, settled FROM balances;
