-- Where the journal stands after this batch. Arguments: $1 seq, $2 at (ms), $3 id of its last entry. A second call: the same.
UPDATE journal_head SET seq = $1, at = $2, last_entry = greatest(last_entry, $3) WHERE id = 1;
