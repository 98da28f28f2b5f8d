-- The newest batch. Arguments: none. Result: seq, at (ms), or no row in new books. A second call: the same.
SELECT seq, at FROM batches ORDER BY seq DESC LIMIT 1;
