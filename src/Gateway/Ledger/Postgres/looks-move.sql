-- Schedules next looks. Arguments: one array each, $1 id, $2 look_at (ms) or null for never. A second call: the same.
UPDATE charges c SET look_at = n.look_at FROM unnest($1, $2) AS n (id, look_at) WHERE c.id = n.id;
