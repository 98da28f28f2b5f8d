-- Tells how a prediction stands.
-- KEYS[1]  the entry, as in replica-find.lua
-- ARGV[1]  owner: charge and team, on a line each
-- ARGV[2]  1 where the answer is final, else 0
-- ARGV[3]  the vendor's bytes
-- ARGV[4]  milliseconds to leave the vendor alone: after a look that failed, else 0
-- ARGV[5]  milliseconds since the vendor was last asked, -1 where it was not
-- ARGV[6]  how long the entry lives from now, in milliseconds
-- ARGV[7]  channel for verdicts
-- ARGV[8]  the verdict as it is said there; empty for none
-- Result   1, or 0 where the same owner's verdict stands already and this is none
-- A second call says the same again. A verdict never turns back.
local entry = redis.call('HMGET', KEYS[1], 'o', 'f', 't')
local is_owners = entry[1] == ARGV[1]
if is_owners and entry[2] == '1' and ARGV[2] == '0' then
    return 0
end
-- A look that failed brings no news: what others told since stays.
if not (is_owners and ARGV[4] ~= '0') then
    redis.call('HSET', KEYS[1], 'o', ARGV[1], 'f', ARGV[2], 'b', ARGV[3])
end
redis.call('HSET', KEYS[1], 'w', ARGV[4])
if ARGV[5] ~= '-1' then
    local clock = redis.call('TIME')
    local looked = math.floor(clock[1] * 1000 + clock[2] / 1000) - ARGV[5]
    -- Whatever was last stands, but not a time that is still to come.
    local stands = tonumber(entry[3] or 0) or 0
    if looked > stands or stands > looked + ARGV[5] then
        redis.call('HSET', KEYS[1], 't', string.format('%.0f', looked))
    end
end
redis.call('PEXPIRE', KEYS[1], ARGV[6])
if ARGV[8] ~= '' then
    redis.call('PUBLISH', ARGV[7], ARGV[8])
end
return 1
