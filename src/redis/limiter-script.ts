import { redisScript } from './commands.js'

/**
 * Starts and ends turns, in one atomic step. All times are microseconds of the server's clock.
 *
 * Five keys: `turns`, a hash of the latest turns by number (`<n>`: began, `e<n>`: ended) and of the fields below; `queue`, a
 * sorted set of the callers that wait, by the time they came; `due`, the same callers by the time they will ask again; `spent`, the latest
 * turns by the points of all turns before them; `open`, the same for the turns in progress, if there are token buckets.
 *
 * - Turns are numbered in the order they begin. `Turns` of the local limiter has the rules for windows and token buckets: a turn begins a time
 *   after the *end* of earlier ones. The id of a caller begins with the points of its turn, and a colon.
 * - A turn that has not ended `longest` after it began counts as ended then: its process died.
 * - A caller gets its turn when there is room for it and for all earlier callers that still wait. Otherwise it gets the earliest
 *   possible time: turns in progress count as ended now, and the turns of earlier callers take no time. A caller
 *   that does not ask again `grace` after that time is dropped from the queue; if it asks later, it has its old place.
 * - `closed`: no turn begins before this time, because the provider asked for a pause. `quiet`: the same, because earlier turns may be
 *   unknown. `epoch`: when this state was created. If a process knows another epoch, or more turns, then turns were lost. `total`: the
 *   points of all turns. `peak<i>`: for a token bucket, the latest of `ended - before / refill` of all turns that have ended.
 * - The clock of a server may be set back. `ahead` is added to it, so that time goes on from `last`.
 */
export const limiterScript = redisScript(`
local turns, queue, due, spent, open = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local verb, id, since, epoch, seen = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local longest, hold, grace = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local windows, buckets, memory, longest_window = {}, {}, 0, 0
for i = 9, #ARGV, 3 do
  local most, length = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  if ARGV[i] == 'bucket' then
    buckets[#buckets + 1] = { capacity = most, refill = most / length, peak = 'peak' .. (#buckets + 1) }
  else
    windows[#windows + 1] = { requests = most, length = length }
  end
  memory = math.max(memory, most)
  longest_window = math.max(longest_window, length)
end

local state = redis.call('HMGET', turns, 'last', 'ahead', 'count', 'closed', 'quiet', 'epoch', 'total')
for i = 1, 7 do state[i] = tonumber(state[i] or 0) end
local last, ahead, count, closed, quiet, born, total = unpack(state)
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2] + ahead
if now < last then
  ahead = ahead + last - now
  now = last
end
-- Turns before version 0.3 have no points.
if count > 0 and total == 0 then quiet = math.max(quiet, now + hold) end
if born == 0 then born = now end
if epoch > 0 and epoch ~= born then
  quiet = math.max(quiet, born + hold)
elseif seen > count then
  count = seen
  quiet = math.max(quiet, now + hold)
end

local function number(value) return string.format('%.0f', value) end

-- When a turn began and ended. In progress, it counts as ended now, or at the latest time if its process died.
local function times(turn)
  local began = tonumber(redis.call('HGET', turns, turn) or nil)
  if not began then return nil end
  local ended = tonumber(redis.call('HGET', turns, 'e' .. turn) or nil)
  return began, ended or (began + longest <= now and began + longest or now)
end

local function close_turn(turn, ended)
  local before = tonumber(redis.call('ZSCORE', open, turn) or nil)
  if not before then return end
  redis.call('ZREM', open, turn)
  for _, bucket in ipairs(buckets) do
    local peak = tonumber(redis.call('HGET', turns, bucket.peak) or nil)
    local own = ended - before / bucket.refill
    if not peak or own > peak then redis.call('HSET', turns, bucket.peak, string.format('%.3f', own)) end
  end
end

-- Not before this can a turn begin that has 'before' points before it.
local function room(before, points)
  local from = math.max(now, closed, quiet)
  local at = from
  local latest = tonumber(redis.call('ZSCORE', spent, number(count)) or nil) or 0
  for _, window in ipairs(windows) do
    local upto = math.min(before, before + points - window.requests)
    local whole = math.max(0, math.ceil((upto - total) / window.requests))
    upto = upto - whole * window.requests
    local least = math.min(before - (whole + 1) * window.requests, latest)
    local free = from
    for _, turn in ipairs(redis.call('ZRANGEBYSCORE', spent, number(least), '(' .. number(upto))) do
      local began, ended = times(turn)
      if began then free = math.max(free, (window.requests == 1 and began or ended) + window.length) end
    end
    at = math.max(at, free + whole * window.length)
  end
  for _, bucket in ipairs(buckets) do
    local after = before + points - bucket.capacity
    local oldest = redis.call('ZRANGEBYSCORE', open, '-inf', '(' .. number(after), 'WITHSCORES', 'LIMIT', 0, 1)
    if oldest[1] then
      local _, ended = times(oldest[1])
      at = math.max(at, (ended or now) + (after - tonumber(oldest[2])) / bucket.refill)
    end
    local peak = tonumber(redis.call('HGET', turns, bucket.peak) or nil)
    if peak then at = math.max(at, peak + after / bucket.refill) end
  end
  return at
end

local function points_of(caller) return tonumber(string.match(caller, '^(%d+):') or 1) end

-- The same for the caller at a place in the queue, and not before those ahead of it.
local function opens(place, points)
  local ahead = place > 0 and redis.call('ZRANGE', queue, 0, place - 1) or {}
  local before = { total }
  for i, caller in ipairs(ahead) do before[i + 1] = before[i] + points_of(caller) end
  local at = room(before[place + 1], points)
  while place > 0 and at <= now do
    place = place - 1
    at = math.max(at, room(before[place + 1], points_of(ahead[place + 1])))
  end
  return at
end

-- Turns whose processes died no longer count as in progress.
for _, turn in ipairs(redis.call('ZRANGE', open, 0, -1)) do
  local began = tonumber(redis.call('HGET', turns, turn) or nil)
  if not began or began + longest <= now then close_turn(turn, began and began + longest or now) end
end

local granted, at = 0, now
if verb == 'ask' then
  local late = redis.call('ZRANGEBYSCORE', due, '-inf', now - grace)
  for _, caller in ipairs(late) do
    redis.call('ZREM', queue, caller)
    redis.call('ZREM', due, caller)
  end
  redis.call('ZADD', queue, since > 0 and since or now, id)
  local points = points_of(id)
  at = opens(redis.call('ZRANK', queue, id), points)
  if at <= now then
    granted = 1
    count = count + 1
    redis.call('HSET', turns, count, now)
    redis.call('ZADD', spent, number(total), number(count))
    if #buckets > 0 then redis.call('ZADD', open, number(total), number(count)) end
    total = total + points
    local needed = '(' .. number(total - math.max(memory, points))
    for _, turn in ipairs(redis.call('ZRANGEBYSCORE', spent, '-inf', needed)) do
      if not redis.call('ZSCORE', open, turn) then
        redis.call('HDEL', turns, turn, 'e' .. turn)
        redis.call('ZREM', spent, turn)
      end
    end
    redis.call('ZREM', queue, id)
    redis.call('ZREM', due, id)
  else
    redis.call('ZADD', due, at, id)
  end
elseif verb == 'leave' then
  redis.call('ZREM', queue, id)
  redis.call('ZREM', due, id)
elseif verb == 'finish' then
  local turn = tonumber(id)
  if tonumber(redis.call('HGET', turns, turn) or nil) == since then
    redis.call('HSETNX', turns, 'e' .. turn, now)
    close_turn(number(turn), now)
  elseif epoch ~= born or turn > count - memory then
    quiet = math.max(quiet, now + hold)
  end
elseif verb == 'close' then
  quiet = math.max(quiet, now + since)
  closed = math.max(closed, now + id)
end

redis.call('HSET', turns, 'last', now, 'ahead', ahead, 'count', count, 'closed', closed, 'quiet', quiet, 'epoch', born, 'total', number(total))
local life = math.ceil((longest + longest_window + math.max(at, closed, quiet) - now) / 1000)
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, math.max(life, redis.call('PTTL', key)))
end
return { granted, at - now, math.max(0, closed - now), opens(redis.call('ZCARD', queue), 1) - now, born, count, now }
`)
