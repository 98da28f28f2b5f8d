-- Forgets the vendor's bytes. Arguments: $charge. A second call: nothing.
DELETE FROM answers WHERE charge_id = $charge;
