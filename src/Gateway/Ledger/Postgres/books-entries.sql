-- The journal in commit order, with what each line counts for. Arguments: none. Result: id, charge_id, life, kind, held_delta, settled_delta (nano-dollars),
-- team, caller, held_at (ms); the last three null where the charge is missing. A second call: the same.
SELECT e.id, e.charge_id, e.life, e.kind, e.held_delta, e.settled_delta, c.team, c.caller, c.held_at
FROM entries e LEFT JOIN charges c ON c.id = e.charge_id
ORDER BY e.id;
