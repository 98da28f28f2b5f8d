-- Details may be forgotten; what they added up to is not. The journal loses a prefix, whole batches at a time, and these tables take its place.

-- How far the books have been rolled up. Entries up to this one are gone; what they added up to stands in rolled_sums and openings.
CREATE TABLE horizon (
  id           integer PRIMARY KEY CHECK (id = 1),
  entry        bigint NOT NULL,
  at           bigint NOT NULL, -- of that entry; charges that ended later are all still there
  keys_through bigint NOT NULL, -- Idempotency-Keys of charges that ended up to here are free, the last looked at being keys_after
  keys_after   text COLLATE "C" NOT NULL
);
INSERT INTO horizon (id, entry, at, keys_through, keys_after) VALUES (1, 0, 0, 0, '');
CREATE FUNCTION horizon_stays_or_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.entry < OLD.entry OR NEW.at < OLD.at THEN RAISE EXCEPTION 'what is forgotten does not come back'; END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER horizon_moves_forward BEFORE UPDATE OR DELETE ON horizon FOR EACH ROW EXECUTE FUNCTION horizon_stays_or_moves_forward();

-- What the rolled entries add up to, by the hour of the hold: every period is a whole number of hours, so every balance follows from these. Kept for ever.
CREATE TABLE rolled_sums (
  team    text COLLATE "C" NOT NULL,
  caller  text COLLATE "C" NOT NULL,
  hour    bigint NOT NULL, -- its start
  held    bigint NOT NULL,
  settled bigint NOT NULL,
  PRIMARY KEY (team, caller, hour)
);

-- Of those sums, the part of each charge that is still there: where its remaining entries begin.
CREATE TABLE openings (
  charge_id  text COLLATE "C" PRIMARY KEY REFERENCES charges (id),
  life       integer NOT NULL,
  ended_life integer NOT NULL, -- the last life that ended; -1 where none did
  held       bigint  NOT NULL,
  settled    bigint  NOT NULL
);

CREATE INDEX entries_charge ON entries (charge_id);
CREATE INDEX entries_batch ON entries (batch);
CREATE INDEX charges_ended ON charges (ended_at, id) WHERE ended_at IS NOT NULL;

CREATE FUNCTION only_behind_the_horizon() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (CASE TG_TABLE_NAME WHEN 'entries' THEN (to_jsonb(OLD) ->> 'id')::bigint ELSE (to_jsonb(OLD) ->> 'through_entry')::bigint END) > (SELECT entry FROM horizon)
  THEN RAISE EXCEPTION '% are only ever appended', TG_TABLE_NAME; END IF;
  RETURN OLD;
END
$$;
DROP TRIGGER entries_are_not_deleted ON entries;
DROP TRIGGER admissions_are_not_deleted ON admissions;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries FOR EACH ROW EXECUTE FUNCTION only_behind_the_horizon();
CREATE TRIGGER entries_are_not_truncated BEFORE TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION only_ever_appended();
CREATE TRIGGER admissions_are_not_deleted BEFORE DELETE ON admissions FOR EACH ROW EXECUTE FUNCTION only_behind_the_horizon();
CREATE TRIGGER admissions_are_not_truncated BEFORE TRUNCATE ON admissions FOR EACH STATEMENT EXECUTE FUNCTION only_ever_appended();

-- Looks that a clock which was ahead has put too far into the future are found by this.
CREATE INDEX charges_due_open ON charges (look_at) WHERE look_at IS NOT NULL AND state IN ('held', 'submitted', 'unknown');
