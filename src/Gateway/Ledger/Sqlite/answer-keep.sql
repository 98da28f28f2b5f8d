-- Keeps the vendor's bytes. Arguments: $charge, $kind ('submit' or 'final'), $content_type, $body. A second call changes nothing: the first answer stays.
INSERT INTO answers (charge_id, kind, content_type, body) VALUES ($charge, $kind, $content_type, $body)
ON CONFLICT (charge_id, kind) DO NOTHING;
