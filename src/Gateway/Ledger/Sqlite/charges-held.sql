-- Charges whose send has no outcome yet. Arguments: none. Result: every column. A second call: the same.
SELECT * FROM charges WHERE state = 'held';
