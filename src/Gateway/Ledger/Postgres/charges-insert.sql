-- New charges, held. Arguments: one array each, $1 id, $2 team, $3 caller, $4 cost_center, $5 operation, $6 model, $7 quoted and $8 hold (nano-dollars),
-- $9 tokens (decimal text), $10 price_book, $11 fingerprint (JSON object: field to hash), $12 fingerprint_whole, $13 held_at, $14 sent_at and
-- $15 sending_until (ms), $16 tags, $17 priced_fields, $18 trace_parent, $19 look_at (ms). A second call fails: the ids are taken.
INSERT INTO charges (
  id, team, caller, cost_center, operation, model, quoted, hold, tokens, price_book, fingerprint, fingerprint_whole,
  held_at, sent_at, sending_until, tags, priced_fields, trace_parent, look_at, state)
SELECT *, 'held' FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);
