-- Pool::exchange of state.rs, in Redis's language and by its clock.
-- KEYS[1]: the pool, JSON as of Pool. ARGV[1]: the request, JSON as of Request. Gives the Reply.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local request = cjson.decode(ARGV[1])

local window = request.window
local grain = math.max(math.floor(window / 200), 1)
local beat = math.min(math.max(math.floor(window / 30), 20), 2000)
local lease = 5 * beat + 1000
local closure = 2 * beat + 1000

local function ends(number)
  return (number + 1) * grain + window
end

local function add(settled, number, weight)
  local key = string.format('%.0f', number)
  settled[key] = (settled[key] or 0) + weight
end

local function read()
  local text = redis.call('GET', KEYS[1])
  if not text then
    return { born = 0, at = 0, closed = 0, paused = 0, holders = {} }
  end
  local ok, pool = pcall(cjson.decode, text)
  if ok and type(pool) == 'table' and type(pool.at) == 'number' and type(pool.holders) == 'table' then
    return pool
  end
  return { born = 1, at = math.huge, closed = 0, paused = 0, holders = {} }
end

local function open(pool)
  if pool.born == 0 or pool.at > now + closure then
    local lost = pool.born ~= 0 or request.pool ~= 0
    pool = { born = now, at = 0, closed = lost and now + closure or 0, paused = 0, holders = {} }
  elseif request.pool ~= 0 and request.pool ~= pool.born and now < pool.born + closure then
    pool.closed = pool.born + closure
  end
  pool.at = math.max(pool.at, now)
  now = pool.at
  return pool
end

local function tidy(pool)
  for name, holder in pairs(pool.holders) do
    if holder.seen > 0 and holder.seen + lease <= now then
      if holder.held > 0 then
        add(holder.settled, math.floor((holder.seen + lease) / grain), holder.held)
      end
      holder.held, holder.needed, holder.seen = 0, 0, 0
    end
    for number in pairs(holder.settled) do
      if ends(tonumber(number)) <= now then
        holder.settled[number] = nil
      end
    end
    if holder.seen == 0 and not next(holder.settled) then
      pool.holders[name] = nil
    end
  end
end

local function takes(pool)
  local holder = pool.holders[request.holder]
  if holder and request.number <= holder.number then
    return false
  end
  return request.joins or (holder ~= nil and holder.seen > 0 and request.pool == pool.born)
end

local function record(pool)
  local holder = pool.holders[request.holder]
  if not holder then
    holder = { needed = 0, since = 0, settled = {} }
    pool.holders[request.holder] = holder
  end
  if request.joins then
    holder.settled = {}
  end
  for _, entry in ipairs(request.settled) do
    local number = math.floor(math.max(now - entry[1], 0) / grain)
    if ends(number) > now then
      add(holder.settled, number, entry[2])
    end
  end
  holder.number, holder.held, holder.seen = request.number, request.held, now
  pool.limit = request.limit or pool.limit
  if request.pause > 0 then
    pool.paused = math.max(pool.paused, now + request.pause)
  end
  return holder
end

local function counted(pool)
  local sum = 0
  for _, holder in pairs(pool.holders) do
    sum = sum + holder.held
    for _, weight in pairs(holder.settled) do
      sum = sum + weight
    end
  end
  return sum
end

local function waiting(pool, mine)
  local since = mine.needed > 0 and mine.since or math.huge
  local ahead, count = 0, 0
  for name, other in pairs(pool.holders) do
    if name ~= request.holder and other.needed > 0 then
      count = count + 1
      if other.since < since or (other.since == since and name < request.holder) then
        ahead = ahead + other.needed
      end
    end
  end
  return ahead, count
end

local function blank(pool)
  for _, holder in pairs(pool.holders) do
    if next(holder.settled) then
      return false
    end
  end
  return now < pool.born + closure and not pool.limit
end

local function grant(pool, mine, free)
  if request.wanted <= 0 or pool.closed > now or pool.paused > now then
    return 0
  end
  if not free then
    return request.wanted
  end
  if blank(pool) then
    return counted(pool) == 0 and request.needed or 0
  end
  local ahead, count = waiting(pool, mine)
  local room = free - ahead
  if room >= request.needed then
    local share = math.floor(room / (count + 1))
    return math.min(request.wanted, math.max(share, request.needed))
  elseif counted(pool) == 0 and ahead == 0 then
    return request.needed
  end
  return 0
end

local function retry(pool, mine, free)
  local shut = math.max(pool.closed, pool.paused)
  if shut > now then
    return math.min(shut - now, beat)
  end
  local ending, numbers = {}, {}
  for _, holder in pairs(pool.holders) do
    for key, weight in pairs(holder.settled) do
      local number = tonumber(key)
      if not ending[number] then
        table.insert(numbers, number)
      end
      ending[number] = (ending[number] or 0) + weight
    end
  end
  table.sort(numbers)
  local room = (free or 0) - waiting(pool, mine)
  for _, number in ipairs(numbers) do
    room = room + ending[number]
    if room >= request.needed then
      return math.min(math.max(ends(number) - now, 1), beat)
    end
  end
  return math.max(math.floor(beat / 4), 1)
end

local function exchange(pool)
  if not takes(pool) then
    return { pool = pool.born, known = false, granted = 0, retry = 0, others = 0, holders = 0, pause = 0 }
  end
  local mine = record(pool)
  local limit = pool.limit or request.assumed
  local free = limit and limit * (1 - request.headroom) - counted(pool)
  local granted = grant(pool, mine, free)
  mine.held = mine.held + granted
  local wait = granted < request.needed and retry(pool, mine, free) or 0
  if granted >= request.needed then
    mine.needed = 0
  else
    if mine.needed == 0 then
      mine.since = now
    end
    mine.needed = request.needed
  end
  local others, alive = 0, 0
  for name, holder in pairs(pool.holders) do
    if name ~= request.holder then
      others = others + holder.held
    end
    if holder.seen > 0 then
      alive = alive + 1
    end
  end
  return {
    pool = pool.born,
    known = true,
    granted = granted,
    retry = wait,
    others = others,
    holders = alive,
    free = free and math.max(free - granted, 0),
    limit = pool.limit,
    pause = math.max(pool.paused - now, 0),
  }
end

local pool = open(read())
tidy(pool)
local reply = cjson.encode(exchange(pool))
redis.call('SET', KEYS[1], cjson.encode(pool), 'PX', lease + window + grain)
return reply
