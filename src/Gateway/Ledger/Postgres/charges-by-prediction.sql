-- Charges that own predictions. Arguments: $1 predictions. Result: every column. A second call: the same.
SELECT * FROM charges WHERE prediction = ANY ($1);
