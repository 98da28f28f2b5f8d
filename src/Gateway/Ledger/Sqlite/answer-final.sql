-- Is a verdict's answer kept? Arguments: $charge. Result: 1, or no row. A second call: the same.
SELECT 1 FROM answers WHERE charge_id = $charge AND kind = 'final';
