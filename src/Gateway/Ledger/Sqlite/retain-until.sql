-- Where the next step through the journal ends: with the batch of the $max-th oldest entry, or of the last one before $cutoff (ms). Arguments: $max, $cutoff.
-- Result: batch, at (ms), through_entry, or no row where nothing is old enough. A second call: the same until that prefix is deleted.
SELECT e.batch, e.at, (SELECT max(id) FROM entries WHERE batch = e.batch)
FROM (SELECT id, batch, at FROM entries ORDER BY id LIMIT $max) e
WHERE e.at < $cutoff
ORDER BY e.id DESC LIMIT 1;
