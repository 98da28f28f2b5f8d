-- Where a charge stands now. Arguments: $id, $state, $prediction or null, $claimed (0, 1), $settled (nano-dollars), $price_source, $release_reason,
-- $ended_at (ms) or null, $note or null, $life, $look_at (ms) or null. A second call: the same.
UPDATE charges
SET state = $state, prediction = $prediction, claimed = $claimed, settled = $settled, price_source = $price_source,
    release_reason = $release_reason, ended_at = $ended_at, note = $note, life = $life, look_at = $look_at
WHERE id = $id;
