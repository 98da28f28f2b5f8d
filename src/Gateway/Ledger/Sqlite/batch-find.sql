-- Did this very batch commit? Arguments: $seq, $token. Result: seq, or no row. A second call: the same.
SELECT seq FROM batches WHERE seq = $seq AND token = $token;
