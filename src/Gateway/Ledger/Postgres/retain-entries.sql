-- Deletes a prefix of the journal. Arguments: $1 through (entry id), up to the horizon; beyond it the journal refuses. A second call: nothing.
DELETE FROM entries WHERE id <= $1;
