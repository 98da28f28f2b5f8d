-- Adds what the entries of a prefix add up to, by team, caller and hour of the hold. Arguments: $through (entry id). A second call would add them again:
-- once for each prefix, in the transaction that deletes it.
INSERT INTO rolled_sums (team, caller, hour, held, settled)
SELECT c.team, c.caller, c.held_at - c.held_at % 3600000, sum(e.held_delta), sum(e.settled_delta)
FROM entries e JOIN charges c ON c.id = e.charge_id
WHERE e.id <= $through
GROUP BY c.team, c.caller, c.held_at - c.held_at % 3600000
ON CONFLICT (team, caller, hour) DO UPDATE SET held = held + excluded.held, settled = settled + excluded.settled;
