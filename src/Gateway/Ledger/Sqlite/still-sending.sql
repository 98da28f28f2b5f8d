-- Is a request with this body still being sent? Arguments: $fingerprint_whole, $now (ms). Result: 1 or 0. A second call: the same.
SELECT EXISTS (SELECT 1 FROM charges WHERE state = 'held' AND fingerprint_whole = $fingerprint_whole AND sending_until > $now);
