-- Settles the one charge of a new ledger a million times over, under ids of their own: rows, entries and answers as a busy year leaves them.
-- Arguments: $charges, how many are added. A second call fails: the ids are taken.
PRAGMA synchronous = OFF;
PRAGMA cache_size = -200000;
BEGIN IMMEDIATE;
CREATE TEMP TABLE model AS SELECT * FROM charges LIMIT 1;
CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY);
INSERT INTO numbers WITH RECURSIVE counting (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < $charges) SELECT n FROM counting;

INSERT INTO batches (seq, at, token)
  SELECT (SELECT max(seq) FROM batches) + n, (SELECT held_at FROM model), 'filled-' || n FROM numbers WHERE n <= ($charges + 99) / 100;

INSERT INTO charges (
  id, team, caller, cost_center, operation, model, state, quoted, hold, tokens, price_book, fingerprint, fingerprint_whole, held_at, sent_at,
  sending_until, prediction, settled, price_source, ended_at, tags, priced_fields, trace_parent)
SELECT
  'filled-' || n, team, caller, cost_center, operation, model, 'settled', quoted, hold, tokens, price_book, fingerprint, fingerprint_whole, held_at, sent_at,
  sending_until, 'filled-pred-' || n, quoted, 'formula', held_at + 60000, tags, priced_fields, trace_parent
FROM numbers CROSS JOIN model;

INSERT INTO entries (id, batch, charge_id, life, kind, evidence, held_delta, settled_delta, at)
SELECT
  (SELECT max(id) FROM entries) + 2 * n - 1 + step, (SELECT max(seq) FROM batches) - ($charges + 99) / 100 + (n + 99) / 100, 'filled-' || n, 0,
  iif(step = 0, 'hold', 'settle'), iif(step = 0, '', 'verdict'), iif(step = 0, hold, -hold), iif(step = 0, 0, quoted), held_at
FROM numbers CROSS JOIN model CROSS JOIN (SELECT 0 AS step UNION ALL SELECT 1);

INSERT INTO answers (charge_id, kind, content_type, body)
SELECT 'filled-' || n, kind, content_type, body FROM numbers CROSS JOIN (SELECT * FROM answers LIMIT 1);

UPDATE balances SET settled = settled + $charges * (SELECT quoted FROM model);
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
