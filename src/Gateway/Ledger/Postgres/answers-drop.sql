-- Forgets the verdicts of predictions that never were these charges'. Arguments: $1 charge ids. A second call: nothing.
DELETE FROM answers WHERE charge_id = ANY ($1) AND kind = 'final';
