-- Where the next step through the journal ends: with the batch of the oldest entries, or of the last one before a time. Arguments: $1 before (ms),
-- $2 entries at most. Result: batch, at (ms), through_entry, or no row where nothing is old enough. A second call: the same until that prefix is deleted.
SELECT e.batch, e.at, (SELECT max(id) FROM entries WHERE batch = e.batch)
FROM (SELECT id, batch, at FROM entries ORDER BY id LIMIT $2) e
WHERE e.at < $1
ORDER BY e.id DESC LIMIT 1;
