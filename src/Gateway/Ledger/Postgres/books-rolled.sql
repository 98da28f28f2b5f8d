-- What the forgotten part of the journal added up to, beside what its charges that are still there say of it. Arguments: none. Result: team, caller, hour (ms),
-- held, settled, and the held and settled of the openings (nano-dollars). A second call: the same.
SELECT s.team, s.caller, s.hour, s.held, s.settled, coalesce(o.held, 0), coalesce(o.settled, 0)
FROM rolled_sums s LEFT JOIN (
  SELECT c.team, c.caller, c.held_at - c.held_at % 3600000 AS hour, sum(o.held)::bigint AS held, sum(o.settled)::bigint AS settled
  FROM openings o JOIN charges c ON c.id = o.charge_id
  GROUP BY 1, 2, 3) o ON o.team = s.team AND o.caller = s.caller AND o.hour = s.hour;
