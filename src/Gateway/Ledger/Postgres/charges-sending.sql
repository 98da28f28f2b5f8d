-- The charges with the body of one of these that have no outcome yet. Arguments: $1 ids. Result: every column. A second call: the same.
SELECT * FROM charges WHERE state = 'held' AND fingerprint_whole IN (SELECT fingerprint_whole FROM charges WHERE id = ANY ($1));
