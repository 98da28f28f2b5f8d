-- Appends to the journal. Arguments: $1 batch; one array each: $2 id from one more than the newest, $3 charge_id, $4 life, $5 kind, $6 evidence, $7 held and
-- $8 settled (nano-dollars, signed), $9 note; $10 at (ms). A second call with new ids fails where a life has started or ended already, or this evidence was posted.
INSERT INTO entries (id, charge_id, life, kind, evidence, held_delta, settled_delta, note, batch, at)
SELECT *, $1, $10 FROM unnest($2, $3, $4, $5, $6, $7, $8, $9);
