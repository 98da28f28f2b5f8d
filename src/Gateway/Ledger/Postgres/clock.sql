-- The database's clock at this very moment, and when the newest batch was. Arguments: none. Result: the clock (ms), at (ms). A second call: later.
SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint, at FROM journal_head WHERE id = 1;
