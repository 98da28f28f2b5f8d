-- Keeps the vendor's bytes. Arguments: one array each, $1 charge_id, $2 kind ('submit' or 'final'), $3 content_type, $4 body. A second call changes nothing:
-- the first answer stays.
INSERT INTO answers (charge_id, kind, content_type, body) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT (charge_id, kind) DO NOTHING;
