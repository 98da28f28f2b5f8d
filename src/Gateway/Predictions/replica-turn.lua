-- Gives one replica the turn to ask the vendor about a prediction.
-- KEYS[1]  the entry, as in replica-find.lua
-- ARGV[1]  how old the last look may be, in milliseconds
-- ARGV[2]  the longest that is believed of w, in milliseconds
-- ARGV[3]  how long the entry lives from now, in milliseconds
-- Result   { -1, -1, false, false, false } to the one whose turn it is;
--          { milliseconds since the last look, milliseconds nobody need ask, owner, final, bytes } to the others
-- A second call within the time is one of the others. A final entry gives no turn.
local entry = redis.call('HMGET', KEYS[1], 'o', 'f', 'b', 't', 'w')
local clock = redis.call('TIME')
local now = math.floor(clock[1] * 1000 + clock[2] / 1000)
local age = now - (tonumber(entry[4] or 0) or 0)
if entry[2] == '1' and entry[1] then
    return { 0, tonumber(ARGV[1]), entry[1], entry[2], entry[3] }
end
local wait = math.max(tonumber(ARGV[1]), math.min(tonumber(entry[5] or 0) or 0, tonumber(ARGV[2]))) - age
-- A look in the future was told by a clock that has gone back since: it is no look.
if entry[4] and age >= 0 and wait > 0 then
    return { age, wait, entry[1], entry[2], entry[3] }
end
redis.call('HSET', KEYS[1], 't', string.format('%.0f', now), 'w', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return { -1, -1, false, false, false }
