-- Why the holds of a batch fitted their limits. Arguments: $1 batch; one array each: $2 scope, $3 period, $4 period_start (ms), $5 limit_usd, $6 budget (name),
-- $7 settled, $8 held, $9 added (nano-dollars), $10 as_of_entry, $11 through_entry. A second call fails: written once per batch, balance and limit.
INSERT INTO admissions (scope, period, period_start, limit_usd, budget, settled, held, added, as_of_entry, through_entry, batch)
SELECT *, $1 FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
