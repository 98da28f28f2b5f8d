-- The newest line of the journal, be it forgotten already. Arguments: none. Result: its id, 0 in new books. A second call: the same.
SELECT max(coalesce((SELECT max(id) FROM entries), 0), (SELECT entry FROM horizon));
