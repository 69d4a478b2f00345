-- Functions that C calls: sort, gsub, load readers, xpcall handlers, __gc, __tostring, require searchers.
local calls = 0
local t = { 5, 3, 8, 1 }
table.sort(t, function(a, b) calls = calls + 1 local ok = pcall(error) return a < b end)
print(table.concat(t, " "), calls > 0)
print(pcall(table.sort, { 1, 2, 3 }, function() error("in comparator", 0) end))
print(("abc"):gsub("%a", function(c) local co = coroutine.wrap(function() coroutine.yield(c:upper()) end) return co() end))
print(pcall(string.gsub, "abc", "b", function() error("in callback", 0) end))
local n = 0
print(load(function() n = n + 1 return coroutine.wrap(function() return ({ "return ", "'from ", "reader'" })[n] end)() end)())
print(xpcall(error, function(m) return coroutine.wrap(function() return "co " .. m end)() end, "E"))
print(tostring(setmetatable({}, { __tostring = function() return coroutine.wrap(function() coroutine.yield("yielded tostring") end)() end })))
print(select(2, pcall(function() local x <close> = setmetatable({}, { __close = function() print(pcall(error, "closing")) end }) error("body", 0) end)))
table.insert(package.searchers, 2, function(name) if name == "virtual" then return function(n, extra) return { n = n, extra = extra } end, "data" end return "\n\tno virtual '" .. name .. "'" end)
print(require("virtual").n, require("virtual").extra, select(2, require("virtual")))
local sorted = {}
for w in ("the quick brown fox"):gmatch("%a+") do sorted[#sorted + 1] = w end
table.sort(sorted, function(a, b) return a:reverse() < b:reverse() end)
print(table.concat(sorted, " "))
local memo = setmetatable({}, { __index = function(m, k) local v = k < 2 and k or m[k - 1] + m[k - 2] m[k] = v return v end })
print(memo[80])
local gen = coroutine.wrap(function() table.sort({ 2, 1 }, function(a, b) return a < b end) coroutine.yield("after sort") end)
print(gen())
print(string.format("%s|%10s", setmetatable({}, { __tostring = function() return "fmt" end }), "x"))
print(table.concat(setmetatable({}, { __index = function(_, i) return "v" .. i end, __len = function() return 3 end }), ","))
print(next(setmetatable({}, { __pairs = error })), rawlen({ 1, 2 }), math.max(table.unpack({ 3, 9, 2 })))
print(pcall(next, setmetatable({}, {}), 1))
for k, v in next, { 10 } do print(k, v) end
for k, v in pcall, nil do print("loop", k) break end
print((pcall(setmetatable({}, { __call = function(_, x) error(x, 0) end }), "called")))
local c = 0
local finalized = setmetatable({}, { __gc = function() c = coroutine.wrap(function() coroutine.yield(5) end)() end })
finalized = nil
collectgarbage()
print(c)
