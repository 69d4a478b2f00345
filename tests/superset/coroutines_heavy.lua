-- Coroutines that compute for long, by the hundred thousand, and deep: no switch may be taken for another.
local function burn(seconds)
    local start, turns = os.clock(), 0
    while os.clock() - start < seconds do turns = turns + 1 end
    return turns > 0
end
local gen = coroutine.wrap(function() for i = 1, 5 do burn(0.03) coroutine.yield(i) burn(0.03) end return "end" end)
for _ = 1, 6 do io.write(tostring(gen()), " ") end
print(pcall(gen))
local co = coroutine.create(function() burn(0.05) error("after long work", 0) end)
print(coroutine.resume(co))
print(pcall(function() burn(0.05) error("main after long work", 0) end))
local inner_results = {}
local outer = coroutine.wrap(function()
    local inner = coroutine.wrap(function() for i = 1, 3 do burn(0.02) coroutine.yield("i" .. i) end end)
    for i = 1, 3 do burn(0.02) inner_results[#inner_results + 1] = inner() coroutine.yield("o" .. i) end
end)
for _ = 1, 3 do inner_results[#inner_results + 1] = outer() end
print(table.concat(inner_results, " "))
local list = {}
for i = 1, 150000 do list[i] = (i * 7919) % 150001 end
table.sort(list, function(a, b) return a > b end)
local sorted = true
for i = 2, #list do sorted = sorted and list[i - 1] >= list[i] end
print(sorted, list[1], list[#list])
local n = 0
local s = ("x"):rep(300000):gsub(".", function() n = n + 1 return n % 2 == 0 and "y" or nil end)
print(n, #s, s:sub(1, 4))
local mt = setmetatable({}, { __index = function(_, k) burn(0.02) return k * 2 end, __lt = function(a, b) burn(0.02) return true end })
print(mt[21], mt < mt)
local total = 0
for i = 1, 100000 do
    local c = coroutine.create(function(x) local y = coroutine.yield(x) total = total + y end)
    local _, v = coroutine.resume(c, i)
    if i % 2 == 0 then coroutine.resume(c, v) end
end
print(total)
local alive = {}
for i = 1, 20000 do alive[i] = coroutine.wrap(function() local x = i while true do x = x + coroutine.yield(x) end end) alive[i]() end
local sum = 0
for round = 1, 3 do for i = 1, #alive do sum = sum + alive[i](1) end end
print(sum)
local function chain(n, value) if n == 0 then coroutine.yield(value) return value end return coroutine.wrap(function() return chain(n - 1, value) end)() end
print(coroutine.wrap(function() return chain(50, "up") end)())
local function sieve(limit)
    local function gen() for i = 2, limit do coroutine.yield(i) end end
    local function filter(p, g) return coroutine.wrap(function() for v in g do if v % p ~= 0 then coroutine.yield(v) end end end) end
    local g, primes = coroutine.wrap(gen), {}
    while true do local p = g() if not p then break end primes[#primes + 1] = p g = filter(p, g) end
    return primes
end
local primes = sieve(500)
print(#primes, primes[#primes])
local ok, message = pcall(function()
    local function forever() return coroutine.wrap(forever)() end
    return forever()
end)
print(ok, tostring(message):match("overflow") or message)
local yields = 0
local c = coroutine.create(function() for i = 1, 300000 do coroutine.yield() end end)
while coroutine.resume(c) and coroutine.status(c) ~= "dead" do yields = yields + 1 end
print(yields)
