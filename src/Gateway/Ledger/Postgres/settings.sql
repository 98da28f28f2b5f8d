-- Settings of this transaction alone, so that a pooler may stand between. Arguments: $1 statement_timeout (ms, text). Result: one row, of no interest.
-- A replica that is paused inside its transaction keeps the others waiting for half of that, and is then ended by the server.
-- A commit is on the disk before anybody hears of it, even where the database was told to be quicker. A second call: the same.
SELECT set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', ($1::bigint / 2)::text, true), set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true);
