-- Which of these predictions some charge owns. Arguments: $predictions (JSON array of text). Result: prediction. A second call: the same.
SELECT prediction FROM charges WHERE prediction IN (SELECT value FROM json_each($predictions));
