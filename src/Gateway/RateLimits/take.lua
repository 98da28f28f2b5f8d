-- Takes one token from a bucket that holds a minute's quota and fills evenly.
-- KEYS[1]  the bucket; its value is the moment it would be full again, in microseconds of Redis's clock
-- ARGV[1]  quota: tokens the bucket holds, and tokens that flow into it in a window
-- ARGV[2]  window, in microseconds
-- Result   { 1 if taken else 0, tokens left, microseconds until full, microseconds until the next token (0 if taken) }
-- A second call takes a second token; a refused call changes nothing. The key is gone when the bucket is full.
local quota = tonumber(ARGV[1])
local per_token = math.max(1, math.floor(tonumber(ARGV[2]) / quota))
local room = per_token * quota
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]

-- Never later than an empty bucket allows: a clock may have gone back.
local full_at = math.min(tonumber(redis.call('GET', KEYS[1]) or now), now + tonumber(ARGV[2]))
local before = math.max(full_at, now)
local after = before + per_token
local too_much = after - now - room
if too_much > 0 then
    return { 0, 0, before - now, too_much }
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000))
return { 1, math.floor(-too_much / per_token), after - now, 0 }
