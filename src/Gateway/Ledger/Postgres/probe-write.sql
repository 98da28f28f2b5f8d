-- Can the ledger be written to? Arguments: $1 at (ms). A second call: the same.
UPDATE probe SET at = $1 WHERE id = 1;
