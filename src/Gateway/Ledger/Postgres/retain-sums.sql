-- Adds what the entries of a prefix add up to, by team, caller and hour of the hold. Arguments: $1 through (entry id). A second call would add them again:
-- once for each prefix, in the transaction that deletes it.
INSERT INTO rolled_sums AS s (team, caller, hour, held, settled)
SELECT c.team, c.caller, c.held_at - c.held_at % 3600000, sum(e.held_delta)::bigint, sum(e.settled_delta)::bigint
FROM entries e JOIN charges c ON c.id = e.charge_id
WHERE e.id <= $1
GROUP BY 1, 2, 3
ON CONFLICT (team, caller, hour) DO UPDATE SET held = s.held + excluded.held, settled = s.settled + excluded.settled;
