-- Takes the one row that every batch takes first, and waits for whoever has it. Arguments: none. Result: seq and at (ms) of the newest batch, id of the
-- newest entry. A second call in the same transaction: the same.
SELECT seq, at, last_entry FROM journal_head WHERE id = 1 FOR UPDATE;
