-- Forgets a charge that has no entry, key, answer or opening left; otherwise it fails. Arguments: $charge. A second call: nothing.
DELETE FROM charges WHERE id = $charge;
