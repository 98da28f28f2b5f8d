-- Predictions that two charges own. Arguments: none. Result: prediction, how many charges. A second call: the same.
SELECT prediction, count(*) FROM charges WHERE prediction IS NOT NULL GROUP BY prediction HAVING count(*) > 1;
