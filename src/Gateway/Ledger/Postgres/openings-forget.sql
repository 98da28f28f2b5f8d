-- Forgets where the entries of charges began. Arguments: $1 charge ids, which go with it. A second call: nothing.
DELETE FROM openings WHERE charge_id = ANY ($1);
