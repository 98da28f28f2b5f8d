-- Where the remaining entries of each charge begin. Arguments: none. Result: charge_id, life, ended_life, held, settled (nano-dollars). A second call: the same.
SELECT charge_id, life, ended_life, held, settled FROM openings;
