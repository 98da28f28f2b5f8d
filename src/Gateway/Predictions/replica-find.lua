-- What the replicas last told of a prediction.
-- KEYS[1]  the entry: a hash of o (owner: charge and team), f (1: final), b (the vendor's bytes), t (last look at the vendor, in
--          milliseconds of Redis's clock), w (milliseconds to leave the vendor alone after a look that failed)
-- Result   { milliseconds since the last look or -1, -1, owner, final, bytes }, false for what nobody told
-- A second call reads again; nothing is changed.
local entry = redis.call('HMGET', KEYS[1], 'o', 'f', 'b', 't')
local age = -1
if entry[4] then
    local clock = redis.call('TIME')
    -- A clock that went back makes a look old, never young.
    age = math.floor(clock[1] * 1000 + clock[2] / 1000) - (tonumber(entry[4]) or 0)
end
return { age, -1, entry[1], entry[2], entry[3] }
