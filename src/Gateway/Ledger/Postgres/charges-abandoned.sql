-- Charges without an outcome that nobody waits for any more. Arguments: $1 now (ms). Result: every column. A second call: the same.
SELECT * FROM charges WHERE state = 'held' AND sending_until <= $1;
