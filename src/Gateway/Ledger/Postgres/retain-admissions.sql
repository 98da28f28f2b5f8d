-- Deletes the admissions of a prefix of the journal. Arguments: $1 batch, whose entries are all in it. A second call: nothing.
DELETE FROM admissions WHERE batch <= $1;
