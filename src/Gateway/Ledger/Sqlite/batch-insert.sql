-- Opens a batch. Arguments: $seq one more than the newest, $at (ms) the ledger's clock, $token unique to this attempt. A second call fails: seq is taken.
INSERT INTO batches (seq, at, token) VALUES ($seq, $at, $token);
