-- Forgets charges that have no entry, key, answer or opening left; otherwise it fails. Arguments: $1 ids. A second call: nothing.
DELETE FROM charges WHERE id = ANY ($1);
