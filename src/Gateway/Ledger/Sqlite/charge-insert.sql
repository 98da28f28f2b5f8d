-- A new charge, held. Arguments: $hold and $quoted (nano-dollars), $tokens (decimal text) or null, $held_at, $sent_at, $sending_until and $look_at (ms),
-- $fingerprint (JSON object: field to hash), the rest text or null. A second call fails: the id is taken.
INSERT INTO charges (
  id, team, caller, cost_center, operation, model, state, quoted, hold, tokens, price_book, fingerprint, fingerprint_whole,
  held_at, sent_at, sending_until, tags, priced_fields, trace_parent, look_at)
VALUES (
  $id, $team, $caller, $cost_center, $operation, $model, 'held', $quoted, $hold, $tokens, $price_book, $fingerprint, $fingerprint_whole,
  $held_at, $sent_at, $sending_until, $tags, $priced_fields, $trace_parent, $look_at);
