-- Idempotency-Keys have been looked at up to here. Arguments: $1 through (ms), $2 after (charge id). A second call: the same.
UPDATE horizon SET keys_through = $1, keys_after = $2;
