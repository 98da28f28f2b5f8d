-- The first books. Money is in nano-dollars, time in milliseconds since 1970 (UTC), words are in lower case.
-- Columns of charges are read in this order and only ever appended.

-- One row for each transaction that changed something: the ledger's clock, and the proof that a commit in doubt happened.
CREATE TABLE batches (
  seq   INTEGER PRIMARY KEY,
  at    INTEGER NOT NULL,
  token TEXT    NOT NULL
) STRICT;

CREATE TABLE charges (
  id                TEXT    NOT NULL PRIMARY KEY,
  team              TEXT    NOT NULL,
  caller            TEXT    NOT NULL,
  cost_center       TEXT,
  operation         TEXT    NOT NULL,
  model             TEXT    NOT NULL,
  state             TEXT    NOT NULL CHECK (state IN ('held', 'submitted', 'unknown', 'review', 'settled', 'released')),
  quoted            INTEGER NOT NULL,
  hold              INTEGER NOT NULL CHECK (hold > 0),
  tokens            TEXT,
  price_book        TEXT    NOT NULL,
  fingerprint       TEXT    NOT NULL,
  fingerprint_whole TEXT    NOT NULL,
  held_at           INTEGER NOT NULL,
  sent_at           INTEGER NOT NULL,
  sending_until     INTEGER NOT NULL,
  prediction        TEXT,
  claimed           INTEGER NOT NULL DEFAULT 0,
  settled           INTEGER NOT NULL DEFAULT 0 CHECK (settled >= 0),
  price_source      TEXT    NOT NULL DEFAULT 'none',
  release_reason    TEXT    NOT NULL DEFAULT 'none',
  ended_at          INTEGER,
  note              TEXT,
  tags              TEXT,
  priced_fields     TEXT,
  trace_parent      TEXT,
  life              INTEGER NOT NULL DEFAULT 0, -- how many wrong claims were reversed
  look_at           INTEGER,
  CHECK ((ended_at IS NOT NULL) = (state IN ('settled', 'released')))
) STRICT;
CREATE UNIQUE INDEX charges_prediction ON charges (prediction) WHERE prediction IS NOT NULL;
CREATE INDEX charges_newest ON charges (held_at, id);
CREATE INDEX charges_team_newest ON charges (team, held_at, id);
CREATE INDEX charges_in_flight ON charges (team) WHERE state IN ('held', 'submitted');
CREATE INDEX charges_held ON charges (fingerprint_whole) WHERE state = 'held';
CREATE INDEX charges_without_prediction ON charges (model, held_at)
  WHERE prediction IS NULL AND (state IN ('held', 'unknown') OR release_reason = 'absent');
CREATE INDEX charges_due ON charges (look_at) WHERE look_at IS NOT NULL;

-- The journal. A life of a charge starts with 'hold' or 'reverse' and ends at most once.
CREATE TABLE entries (
  id            INTEGER PRIMARY KEY,
  batch         INTEGER NOT NULL REFERENCES batches (seq) DEFERRABLE INITIALLY DEFERRED,
  charge_id     TEXT    NOT NULL REFERENCES charges (id),
  life          INTEGER NOT NULL,
  kind          TEXT    NOT NULL CHECK (kind IN ('hold', 'settle', 'release', 'reverse', 'adjust', 'unknown', 'claim', 'review')),
  evidence      TEXT    NOT NULL,
  held_delta    INTEGER NOT NULL,
  settled_delta INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  note          TEXT
) STRICT;
CREATE UNIQUE INDEX entries_one_start ON entries (charge_id, life) WHERE kind IN ('hold', 'reverse');
CREATE UNIQUE INDEX entries_one_end ON entries (charge_id, life) WHERE kind IN ('settle', 'release');
CREATE UNIQUE INDEX entries_one_adjustment ON entries (charge_id, life, evidence) WHERE kind = 'adjust' AND evidence <> 'operator';
CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'entries are only ever appended'); END;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries BEGIN SELECT raise(ABORT, 'entries are only ever appended'); END;

-- What the journal adds up to, for every scope and every period, whatever budgets are configured.
CREATE TABLE balances (
  scope        TEXT    NOT NULL,
  period       TEXT    NOT NULL CHECK (period IN ('hour', 'day', 'week', 'month', 'total')),
  period_start INTEGER NOT NULL,
  held         INTEGER NOT NULL,
  settled      INTEGER NOT NULL,
  PRIMARY KEY (scope, period, period_start)
) STRICT, WITHOUT ROWID;

-- Why each batch of holds was allowed, per balance and limit: the balance after entry as_of_entry, and what the holds up to
-- through_entry added. Never more than the limit.
CREATE TABLE admissions (
  batch         INTEGER NOT NULL REFERENCES batches (seq) DEFERRABLE INITIALLY DEFERRED,
  scope         TEXT    NOT NULL,
  period        TEXT    NOT NULL,
  period_start  INTEGER NOT NULL,
  limit_usd     INTEGER NOT NULL,
  budget        TEXT    NOT NULL,
  settled       INTEGER NOT NULL,
  held          INTEGER NOT NULL,
  added         INTEGER NOT NULL,
  as_of_entry   INTEGER NOT NULL,
  through_entry INTEGER NOT NULL,
  PRIMARY KEY (batch, scope, period, period_start, limit_usd)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER admissions_are_not_changed BEFORE UPDATE ON admissions BEGIN SELECT raise(ABORT, 'admissions are only ever appended'); END;
CREATE TRIGGER admissions_are_not_deleted BEFORE DELETE ON admissions BEGIN SELECT raise(ABORT, 'admissions are only ever appended'); END;

-- The vendor's bytes: its answer to the submit, and the first answer that was a verdict.
CREATE TABLE answers (
  charge_id    TEXT NOT NULL REFERENCES charges (id),
  kind         TEXT NOT NULL CHECK (kind IN ('submit', 'final')),
  content_type TEXT NOT NULL,
  body         BLOB NOT NULL,
  PRIMARY KEY (charge_id, kind)
) STRICT;

CREATE TABLE idempotency_keys (
  scope     TEXT NOT NULL,
  key       TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  charge_id TEXT NOT NULL REFERENCES charges (id),
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_charge ON idempotency_keys (charge_id);

-- Written to find out whether the ledger can be written to.
CREATE TABLE probe (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;
INSERT INTO probe (id, at) VALUES (1, 0);
