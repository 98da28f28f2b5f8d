-- Did this very batch commit? Arguments: $1 seq, $2 token. Result: seq, or no row. Asked while the head is taken, so that no transaction of a lost
-- connection can still commit. A second call: the same.
SELECT seq FROM batches WHERE seq = $1 AND token = $2;
