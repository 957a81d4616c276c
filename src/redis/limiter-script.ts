import { redisScript } from './commands.js'

/**
 * Starts and ends turns, in one atomic step. All times are microseconds of the server's clock.
 *
 * Three keys: `turns`, a hash of the latest turns by number (`<n>`: began, `e<n>`: ended) and of the fields below; `queue`, a
 * sorted set of the callers that wait, by the time they came; `due`, the same callers by the time they will ask again.
 *
 * - Turns are numbered in the order they begin. With N in a window, turn k begins only a whole window after the end of turn k−N.
 *   Of N+1 turns one, j, is at least N later than another, i. Turn i+N began a window after the end of i, and j no earlier. A
 *   request arrives between the begin and the end of its turn, so these two arrive at least a window apart. One in a window is spacing: it
 *   counts from begin to begin.
 * - A turn that has not ended `longest` after it began counts as ended then: its process died.
 * - A caller gets its turn when there is room for it and for all earlier callers that still wait. Otherwise it gets the earliest
 *   possible time: turns in progress count as ended now, and the turns of earlier callers take no time. A caller
 *   that does not ask again `grace` after that time is dropped from the queue; if it asks later, it has its old place.
 * - `closed`: no turn begins before this time, because the provider asked for a pause. `quiet`: the same, because earlier turns may be
 *   unknown. `epoch`: when this state was created. If a process knows another epoch, or more turns, then turns were lost.
 * - The clock of a server may be set back. `ahead` is added to it, so that time goes on from `last`.
 */
export const limiterScript = redisScript(`
local turns, queue, due = KEYS[1], KEYS[2], KEYS[3]
local verb, id, since, epoch, seen = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local longest, hold, grace = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local windows, memory, longest_window = {}, 0, 0
for i = 9, #ARGV, 2 do
  local window = { requests = tonumber(ARGV[i]), length = tonumber(ARGV[i + 1]) }
  windows[#windows + 1] = window
  memory = math.max(memory, window.requests)
  longest_window = math.max(longest_window, window.length)
end

local state = redis.call('HMGET', turns, 'last', 'ahead', 'count', 'closed', 'quiet', 'epoch')
for i = 1, 6 do state[i] = tonumber(state[i] or 0) end
local last, ahead, count, closed, quiet, born = unpack(state)
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2] + ahead
if now < last then
  ahead = ahead + last - now
  now = last
end
if born == 0 then born = now end
if epoch > 0 and epoch ~= born then
  quiet = math.max(quiet, born + hold)
elseif seen > count then
  count = seen
  quiet = math.max(quiet, now + hold)
end

-- Not before this can the turn begin that is 'place' turns after the next.
local function room(place)
  local from = math.max(now, closed, quiet)
  local at = from
  for _, window in ipairs(windows) do
    local rest = place % window.requests
    local turn = count + 1 - window.requests + rest
    local free = from
    local began = tonumber(redis.call('HGET', turns, turn) or nil)
    if began then
      local ended = window.requests == 1 and began or tonumber(redis.call('HGET', turns, 'e' .. turn) or nil)
      if not ended then ended = began + longest <= now and began + longest or now end
      free = math.max(from, ended + window.length)
    end
    at = math.max(at, free + (place - rest) / window.requests * window.length)
  end
  return at
end

-- The same, and not before those ahead of it.
local function opens(place)
  local at = room(place)
  while place > 0 and at <= now do
    place = place - 1
    at = math.max(at, room(place))
  end
  return at
end

local granted, at = 0, now
if verb == 'ask' then
  local late = redis.call('ZRANGEBYSCORE', due, '-inf', now - grace)
  for _, caller in ipairs(late) do
    redis.call('ZREM', queue, caller)
    redis.call('ZREM', due, caller)
  end
  redis.call('ZADD', queue, since > 0 and since or now, id)
  at = opens(redis.call('ZRANK', queue, id))
  if at <= now then
    granted = 1
    count = count + 1
    redis.call('HSET', turns, count, now)
    redis.call('HDEL', turns, count - memory, 'e' .. (count - memory))
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
  elseif epoch ~= born or turn > count - memory then
    quiet = math.max(quiet, now + hold)
  end
elseif verb == 'close' then
  quiet = math.max(quiet, now + since)
  closed = math.max(closed, now + id)
end

redis.call('HSET', turns, 'last', now, 'ahead', ahead, 'count', count, 'closed', closed, 'quiet', quiet, 'epoch', born)
local life = math.ceil((longest + longest_window + math.max(at, closed, quiet) - now) / 1000)
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, math.max(life, redis.call('PTTL', key)))
end
return { granted, at - now, math.max(0, closed - now), opens(redis.call('ZCARD', queue)) - now, born, count, now }
`)
