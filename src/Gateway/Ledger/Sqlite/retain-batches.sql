-- Deletes the batches of a prefix, but never the newest: it is the ledger's clock. Arguments: $batch. A second call: nothing.
DELETE FROM batches WHERE seq <= $batch AND seq < (SELECT max(seq) FROM batches);
