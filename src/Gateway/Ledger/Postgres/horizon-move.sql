-- What follows may be deleted up to here. Arguments: $1 entry id, $2 at (ms) of that entry. A second call: the same; going back fails.
UPDATE horizon SET entry = $1, at = $2;
