-- Nobody is given the answer to the submit again, and there is a verdict. Arguments: $charge. A second call: nothing.
DELETE FROM answers WHERE charge_id = $charge AND kind = 'submit'
  AND EXISTS (SELECT 1 FROM answers final WHERE final.charge_id = $charge AND final.kind = 'final');
