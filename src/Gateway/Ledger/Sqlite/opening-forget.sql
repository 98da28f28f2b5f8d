-- Arguments: $charge, which goes with it. A second call: nothing.
DELETE FROM openings WHERE charge_id = $charge;
