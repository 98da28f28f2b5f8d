-- The first books. Money is in nano-dollars, time in milliseconds since 1970 (UTC), words are in lower case; the same tables as in a SQLite file.
-- Texts that are compared by order are ordered by their bytes, whatever the database's language. Columns of charges are read in this order and
-- only ever appended.

-- Where the journal stands, in one row. Every batch of every replica takes this row first, and so the batches are committed one after another.
CREATE TABLE journal_head (
  id         integer PRIMARY KEY CHECK (id = 1),
  seq        bigint  NOT NULL,
  at         bigint  NOT NULL,
  last_entry bigint  NOT NULL
) WITH (fillfactor = 10);
INSERT INTO journal_head (id, seq, at, last_entry) VALUES (1, 0, 0, 0);

-- One row for each transaction that changed something: the ledger's clock, and the proof that a commit in doubt happened.
CREATE TABLE batches (
  seq   bigint PRIMARY KEY,
  at    bigint NOT NULL,
  token text   NOT NULL
);

CREATE TABLE charges (
  id                text COLLATE "C" PRIMARY KEY,
  team              text    NOT NULL,
  caller            text    NOT NULL,
  cost_center       text,
  operation         text    NOT NULL,
  model             text    NOT NULL,
  state             text    NOT NULL CHECK (state IN ('held', 'submitted', 'unknown', 'review', 'settled', 'released')),
  quoted            bigint  NOT NULL,
  hold              bigint  NOT NULL CHECK (hold > 0),
  tokens            text,
  price_book        text    NOT NULL,
  fingerprint       text    NOT NULL,
  fingerprint_whole text    NOT NULL,
  held_at           bigint  NOT NULL,
  sent_at           bigint  NOT NULL,
  sending_until     bigint  NOT NULL,
  prediction        text,
  claimed           boolean NOT NULL DEFAULT false,
  settled           bigint  NOT NULL DEFAULT 0 CHECK (settled >= 0),
  price_source      text    NOT NULL DEFAULT 'none',
  release_reason    text    NOT NULL DEFAULT 'none',
  ended_at          bigint,
  note              text,
  tags              text,
  priced_fields     text,
  trace_parent      text,
  life              integer NOT NULL DEFAULT 0, -- how many wrong claims were reversed
  look_at           bigint,
  CHECK ((ended_at IS NOT NULL) = (state IN ('settled', 'released')))
);
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
  id            bigint  PRIMARY KEY,
  batch         bigint  NOT NULL REFERENCES batches (seq),
  charge_id     text COLLATE "C" NOT NULL REFERENCES charges (id),
  life          integer NOT NULL,
  kind          text    NOT NULL CHECK (kind IN ('hold', 'settle', 'release', 'reverse', 'adjust', 'unknown', 'claim', 'review')),
  evidence      text    NOT NULL,
  held_delta    bigint  NOT NULL,
  settled_delta bigint  NOT NULL,
  at            bigint  NOT NULL,
  note          text
);
CREATE UNIQUE INDEX entries_one_start ON entries (charge_id, life) WHERE kind IN ('hold', 'reverse');
CREATE UNIQUE INDEX entries_one_end ON entries (charge_id, life) WHERE kind IN ('settle', 'release');
CREATE UNIQUE INDEX entries_one_adjustment ON entries (charge_id, life, evidence) WHERE kind = 'adjust' AND evidence <> 'operator';

-- What the journal adds up to, for every scope and every period, whatever budgets are configured.
CREATE TABLE balances (
  scope        text COLLATE "C" NOT NULL,
  period       text COLLATE "C" NOT NULL CHECK (period IN ('hour', 'day', 'week', 'month', 'total')),
  period_start bigint NOT NULL,
  held         bigint NOT NULL,
  settled      bigint NOT NULL,
  PRIMARY KEY (scope, period, period_start)
) WITH (fillfactor = 50);

-- Why each batch of holds was allowed, per balance and limit: the balance after entry as_of_entry, and what the holds up to
-- through_entry added. Never more than the limit.
CREATE TABLE admissions (
  batch         bigint NOT NULL REFERENCES batches (seq),
  scope         text COLLATE "C" NOT NULL,
  period        text COLLATE "C" NOT NULL,
  period_start  bigint NOT NULL,
  limit_usd     bigint NOT NULL,
  budget        text   NOT NULL,
  settled       bigint NOT NULL,
  held          bigint NOT NULL,
  added         bigint NOT NULL,
  as_of_entry   bigint NOT NULL,
  through_entry bigint NOT NULL,
  PRIMARY KEY (batch, scope, period, period_start, limit_usd)
);

CREATE FUNCTION only_ever_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% are only ever appended', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION only_ever_appended();
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE OR TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION only_ever_appended();
CREATE TRIGGER admissions_are_not_changed BEFORE UPDATE ON admissions FOR EACH STATEMENT EXECUTE FUNCTION only_ever_appended();
CREATE TRIGGER admissions_are_not_deleted BEFORE DELETE OR TRUNCATE ON admissions FOR EACH STATEMENT EXECUTE FUNCTION only_ever_appended();

-- The vendor's bytes: its answer to the submit, and the first answer that was a verdict.
CREATE TABLE answers (
  charge_id    text COLLATE "C" NOT NULL REFERENCES charges (id),
  kind         text  NOT NULL CHECK (kind IN ('submit', 'final')),
  content_type text  NOT NULL,
  body         bytea NOT NULL,
  PRIMARY KEY (charge_id, kind)
);

CREATE TABLE idempotency_keys (
  scope     text COLLATE "C" NOT NULL,
  key       text COLLATE "C" NOT NULL,
  body_hash text NOT NULL,
  charge_id text COLLATE "C" NOT NULL REFERENCES charges (id),
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_charge ON idempotency_keys (charge_id);

-- Written to find out whether the ledger can be written to.
CREATE TABLE probe (
  id integer PRIMARY KEY CHECK (id = 1),
  at bigint  NOT NULL
) WITH (fillfactor = 10);
INSERT INTO probe (id, at) VALUES (1, 0);
