-- Deletes the batches of a prefix, but never the newest. Arguments: $1 batch. A second call: nothing.
DELETE FROM batches WHERE seq <= $1 AND seq < (SELECT max(seq) FROM batches);
