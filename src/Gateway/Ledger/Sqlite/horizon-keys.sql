-- Idempotency-Keys have been looked at up to here. Arguments: $through (ms), $after (charge id). A second call: the same.
UPDATE horizon SET keys_through = $through, keys_after = $after;
