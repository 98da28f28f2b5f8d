-- Nobody is given the answers to these submits again, and there are verdicts. Arguments: $1 charge ids. A second call: nothing.
DELETE FROM answers a WHERE a.charge_id = ANY ($1) AND a.kind = 'submit'
  AND EXISTS (SELECT 1 FROM answers final WHERE final.charge_id = a.charge_id AND final.kind = 'final');
