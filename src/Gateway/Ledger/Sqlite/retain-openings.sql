-- Carries forward, for each charge of a prefix, what its entries there add up to. Arguments: $through (entry id). A second call would add them again:
-- once for each prefix, in the transaction that deletes it.
INSERT INTO openings (charge_id, life, ended_life, held, settled)
SELECT charge_id, max(life), max(CASE WHEN kind IN ('settle', 'release') THEN life ELSE -1 END), sum(held_delta), sum(settled_delta)
FROM entries
WHERE id <= $through
GROUP BY charge_id
ON CONFLICT (charge_id) DO UPDATE SET
  life = max(life, excluded.life), ended_life = max(ended_life, excluded.ended_life),
  held = held + excluded.held, settled = settled + excluded.settled;
