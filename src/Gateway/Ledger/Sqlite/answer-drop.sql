-- Forgets the verdict of a prediction that never was this charge's. Arguments: $charge. A second call: nothing.
DELETE FROM answers WHERE charge_id = $charge AND kind = 'final';
