-- Depth: recursion, tail calls, nested pcall, patterns, concatenation, and the limits that are errors.
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
print(depth(150000))
print(coroutine.wrap(function() return depth(150000) end)())
local function tail(n) if n == 0 then return "tail" end return tail(n - 1) end
print(tail(5000000))
local function protected(n) if n == 0 then return 0 end local ok, v = pcall(protected, n - 1) return ok and v + 1 or 0 end
print(protected(150))
local function forever() return 1 + forever() end
local ok, e = pcall(forever)
print(ok, e:match("^deep_recursion.lua:%d+: stack overflow") ~= nil)
ok, e = coroutine.resume(coroutine.create(forever))
print(ok, e:match("stack overflow") ~= nil)
ok, e = xpcall(forever, function(m) return "handler: " .. tostring(m):match("stack overflow") end)
print(ok, e)
local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end })
ok, e = pcall(function() return t[1] end)
print(ok, tostring(e):match("C stack overflow") or tostring(e):match("stack overflow"))
local loop = {}
setmetatable(loop, { __index = loop })
print(pcall(function() return loop.x end))
local a, b = {}, {}
setmetatable(a, { __newindex = b })
setmetatable(b, { __newindex = a })
print((select(2, pcall(function() a.x = 1 end))))
print(pcall(string.find, ("a"):rep(300000), ("a?"):rep(300000) .. "b") == false)
local function mutual_a(n) if n == 0 then return true end return (not mutual_b(n - 1)) == true and true or false end
function mutual_b(n) if n == 0 then return false end return not mutual_a(n - 1) end
print(mutual_a(1000))
local function ack(m, n) if m == 0 then return n + 1 elseif n == 0 then return ack(m - 1, 1) else return ack(m - 1, ack(m, n - 1)) end end
print(ack(2, 300))
local function sum(...) local n = select("#", ...) if n == 0 then return 0 end return (...) + sum(select(2, ...)) end
local args = {}
for i = 1, 150 do args[i] = i end
print(sum(table.unpack(args)))
print(pcall(table.unpack, {}, 1, 10000000))
print(select("#", table.unpack({}, 1, 200000)))
local nested = {}
for i = 1, 200000 do nested = { nested } end
local d = 0
while nested[1] do nested = nested[1] d = d + 1 end
print(d)
print(#string.rep("abc", 1000000), ("x"):rep(100000):gsub("x", "yy"):len())
ok = pcall(function() local function f() local ok2, e2 = pcall(f) if not ok2 then error(e2, 0) end end f() end)
print(ok)
print(pcall(function() local s = "return " .. ("f("):rep(50000) .. (")"):rep(50000) return load(s) == nil end))
