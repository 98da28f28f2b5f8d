-- Of which charges is a verdict's answer kept? Arguments: $1 charge ids. Result: charge_id. A second call: the same.
SELECT charge_id FROM answers WHERE charge_id = ANY ($1) AND kind = 'final';
