-- Appends to the journal. Arguments: $id one more than the newest, $batch, $charge, $life, $kind, $evidence, $held and $settled (nano-dollars, signed),
-- $at (ms), $note or null. A second call with a new id fails where the life has started or ended already, or this evidence was posted.
INSERT INTO entries (id, batch, charge_id, life, kind, evidence, held_delta, settled_delta, at, note)
VALUES ($id, $batch, $charge, $life, $kind, $evidence, $held, $settled, $at, $note);
