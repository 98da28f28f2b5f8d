-- Opens a batch. Arguments: $1 seq one more than the newest, $2 at (ms) the ledger's clock, $3 token unique to this attempt. A second call fails: seq is taken.
INSERT INTO batches (seq, at, token) VALUES ($1, $2, $3);
