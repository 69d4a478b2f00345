-- Levels of debug.traceback as lua's own program gives them.
local function deep(n) if n == 0 then print(debug.traceback("deep", 1)) return 0 end return 1 + deep(n - 1) end
for _, n in ipairs{5, 15, 18,19,20,21,22,23,24,25, 50} do deep(n) end
local co = coroutine.create(function() local x <close> = setmetatable({}, {__close=function() print(debug.traceback("close")) end}) coroutine.yield() error("e") end)
coroutine.resume(co) print(debug.traceback(co)) print(debug.traceback(co, "m")) print(debug.traceback(co, "m", 1)) print(debug.traceback(co, nil)) print(debug.traceback({})==nil, debug.traceback(nil), debug.traceback(12), debug.traceback("x", 0), debug.traceback("x", 3))
print(coroutine.resume(co)) print(debug.traceback(co))
print(pcall(debug.traceback, "a", "b"))
print(select(2, pcall(string.rep)))
print(debug.traceback(coroutine.create(print)))
print(debug.traceback("a", -1))
print(debug.traceback("a", 2147483647))
function g() return debug.traceback("tail") end
print(g())
local t = setmetatable({}, {__index = function() return debug.traceback("idx") end, __add = function() return debug.traceback("add") end})
print(t.x) print(t + 1)
for k in (function() print(debug.traceback("it")) end) do end
print((string.gsub("a", "a", function() return debug.traceback("gsub") end)))
