-- Schedules the next look. Arguments: $id, $look_at (ms) or null for never. A second call: the same.
UPDATE charges SET look_at = $look_at WHERE id = $id;
