-- Batches that are earlier than the one before. Arguments: none. Result: seq. A second call: the same.
SELECT seq FROM (SELECT seq, at, lag(at) OVER (ORDER BY seq) AS before FROM batches) AS ordered WHERE at < before;
