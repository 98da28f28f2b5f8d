-- Forgets the vendor's bytes. Arguments: $1 charge ids. A second call: nothing.
DELETE FROM answers WHERE charge_id = ANY ($1);
