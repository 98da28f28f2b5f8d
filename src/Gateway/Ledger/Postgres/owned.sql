-- Which of these predictions some charge owns. Arguments: $1 predictions. Result: prediction. A second call: the same.
SELECT prediction FROM charges WHERE prediction = ANY ($1);
