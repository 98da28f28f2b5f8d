-- One charge. Arguments: $id. Result: every column, or no row. A second call: the same.
SELECT * FROM charges WHERE id = $id;
