-- Deletes the admissions of a prefix of the journal. Arguments: $batch, whose entries are all in it. A second call: nothing.
DELETE FROM admissions WHERE batch <= $batch;
