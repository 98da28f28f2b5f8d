-- Charges by id. Arguments: $1 ids. Result: every column, of those that exist. A second call: the same.
SELECT * FROM charges WHERE id = ANY ($1);
