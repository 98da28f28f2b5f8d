-- Carries forward, for each charge of a prefix, what its entries there add up to. Arguments: $1 through (entry id). A second call would add them again:
-- once for each prefix, in the transaction that deletes it.
INSERT INTO openings AS o (charge_id, life, ended_life, held, settled)
SELECT charge_id, max(life), max(CASE WHEN kind IN ('settle', 'release') THEN life ELSE -1 END), sum(held_delta)::bigint, sum(settled_delta)::bigint
FROM entries
WHERE id <= $1
GROUP BY charge_id
ON CONFLICT (charge_id) DO UPDATE SET
  life = greatest(o.life, excluded.life), ended_life = greatest(o.ended_life, excluded.ended_life),
  held = o.held + excluded.held, settled = o.settled + excluded.settled;
