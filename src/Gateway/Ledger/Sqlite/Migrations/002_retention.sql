-- Details may be forgotten; what they added up to is not. The journal loses a prefix, whole batches at a time, and these tables take its place.

-- How far the books have been rolled up. Entries up to this one are gone; what they added up to stands in rolled_sums and openings.
CREATE TABLE horizon (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  entry        INTEGER NOT NULL,
  at           INTEGER NOT NULL, -- of that entry; charges that ended later are all still there
  keys_through INTEGER NOT NULL, -- Idempotency-Keys of charges that ended up to here are free, the last looked at being keys_after
  keys_after   TEXT    NOT NULL
) STRICT;
INSERT INTO horizon (id, entry, at, keys_through, keys_after) VALUES (1, 0, 0, 0, '');
CREATE TRIGGER horizon_moves_forward BEFORE UPDATE ON horizon WHEN NEW.entry < OLD.entry OR NEW.at < OLD.at
  BEGIN SELECT raise(ABORT, 'what is forgotten does not come back'); END;
CREATE TRIGGER horizon_stays BEFORE DELETE ON horizon BEGIN SELECT raise(ABORT, 'what is forgotten does not come back'); END;

-- What the rolled entries add up to, by the hour of the hold: every period is a whole number of hours, so every balance follows from these. Kept for ever.
CREATE TABLE rolled_sums (
  team    TEXT    NOT NULL,
  caller  TEXT    NOT NULL,
  hour    INTEGER NOT NULL, -- its start
  held    INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  PRIMARY KEY (team, caller, hour)
) STRICT, WITHOUT ROWID;

-- Of those sums, the part of each charge that is still there: where its remaining entries begin.
CREATE TABLE openings (
  charge_id  TEXT    NOT NULL PRIMARY KEY REFERENCES charges (id),
  life       INTEGER NOT NULL,
  ended_life INTEGER NOT NULL, -- the last life that ended; -1 where none did
  held       INTEGER NOT NULL,
  settled    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX entries_charge ON entries (charge_id);
CREATE INDEX entries_batch ON entries (batch);
CREATE INDEX charges_ended ON charges (ended_at, id) WHERE ended_at IS NOT NULL;

DROP TRIGGER entries_are_not_deleted;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries WHEN OLD.id > (SELECT entry FROM horizon)
  BEGIN SELECT raise(ABORT, 'entries are only ever appended'); END;
DROP TRIGGER admissions_are_not_deleted;
CREATE TRIGGER admissions_are_not_deleted BEFORE DELETE ON admissions WHEN OLD.through_entry > (SELECT entry FROM horizon)
  BEGIN SELECT raise(ABORT, 'admissions are only ever appended'); END;

-- Looks that a clock which was ahead has put too far into the future are found by this.
CREATE INDEX charges_due_open ON charges (look_at) WHERE look_at IS NOT NULL AND state IN ('held', 'submitted', 'unknown');
