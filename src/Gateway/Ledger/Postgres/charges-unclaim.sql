-- These predictions are no longer these charges', so that others may get them in the same transaction. Arguments: $1 ids. A second call: the same.
UPDATE charges SET prediction = NULL WHERE id = ANY ($1);
