-- The charges with the body of this one that have no outcome yet. Arguments: $id. Result: every column. A second call: the same.
SELECT * FROM charges WHERE state = 'held' AND fingerprint_whole = (SELECT fingerprint_whole FROM charges WHERE id = $id);
