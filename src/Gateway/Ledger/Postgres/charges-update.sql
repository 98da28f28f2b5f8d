-- Where charges stand now. Arguments: one array each, $1 id, $2 state, $3 prediction, $4 claimed, $5 settled (nano-dollars), $6 price_source,
-- $7 release_reason, $8 ended_at (ms), $9 note, $10 life, $11 look_at (ms). A second call: the same.
UPDATE charges c
SET state = n.state, prediction = n.prediction, claimed = n.claimed, settled = n.settled, price_source = n.price_source,
    release_reason = n.release_reason, ended_at = n.ended_at, note = n.note, life = n.life, look_at = n.look_at
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  AS n (id, state, prediction, claimed, settled, price_source, release_reason, ended_at, note, life, look_at)
WHERE c.id = n.id;
