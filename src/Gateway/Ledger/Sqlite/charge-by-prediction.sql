-- The charge that owns a prediction. Arguments: $prediction. Result: every column, or no row. A second call: the same.
SELECT * FROM charges WHERE prediction = $prediction;
