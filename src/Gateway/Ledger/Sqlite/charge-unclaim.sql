-- The prediction is no longer this charge's, so that another one may get it in the same transaction. Arguments: $id. A second call: the same.
UPDATE charges SET prediction = NULL WHERE id = $id;
