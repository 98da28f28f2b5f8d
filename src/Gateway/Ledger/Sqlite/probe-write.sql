-- Can the ledger be written to? Arguments: $at (ms). A second call: the same.
UPDATE probe SET at = $at WHERE id = 1;
