-- Where every charge says it stands. Arguments: none. Result: id, state, hold, settled (nano-dollars). A second call: the same.
SELECT id, state, hold, settled FROM charges;
