-- Every admission in commit order. Arguments: none. Result: as_of_entry, through_entry, batch, scope, period, period_start (ms), budget, limit_usd, settled,
-- held, added (nano-dollars). A second call: the same.
SELECT as_of_entry, through_entry, batch, scope, period, period_start, budget, limit_usd, settled, held, added
FROM admissions ORDER BY batch;
