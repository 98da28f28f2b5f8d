-- How far the books are rolled up. Arguments: none. Result: entry, at (ms), keys_through (ms), keys_after (charge id). A second call: the same.
SELECT entry, at, keys_through, keys_after FROM horizon;
