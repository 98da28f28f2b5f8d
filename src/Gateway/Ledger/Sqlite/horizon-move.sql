-- What follows may be deleted up to here. Arguments: $through (entry id), $at (ms) of that entry. A second call: the same; going back fails.
UPDATE horizon SET entry = $through, at = $at;
