-- The newest line of the journal. Arguments: none. Result: its id, 0 in new books. A second call: the same.
SELECT coalesce(max(id), 0) FROM entries;
