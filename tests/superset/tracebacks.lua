-- Levels, names and tracebacks as lua's own program gives them, down to the function under the main chunk.
print(debug.traceback("hi"))
print(debug.traceback("hi", 0))
print(debug.traceback("lvl2", 2))
local function f() print(debug.traceback("in f")) local t = {} for i = 0, 5 do local d = debug.getinfo(i, "nSlutf") if d then t[#t+1] = i .. ":" .. tostring(d.name) .. ":" .. d.namewhat .. ":" .. d.what .. ":" .. d.currentline .. ":" .. tostring(d.istailcall)..":"..d.short_src end end print(table.concat(t, "\n")) end
f()
pcall(f)
local co = coroutine.wrap(function() f() coroutine.wrap(function() f() pcall(f) end)() end) co()
print(select(2, xpcall(function() local x = nil; x() end, debug.traceback)))
print(select(2, xpcall(function() error("e") end, function(m) return debug.traceback("H:" .. m, 1) end)))
print(select(2, xpcall(coroutine.wrap(function() error("e") end), function(m) return debug.traceback("H:" .. m, 1) end)))
local c2 = coroutine.create(function() local a <close> = setmetatable({}, {__close = function() print(debug.traceback("closing")) end}) error("E") end)
print(coroutine.resume(c2)) print(debug.traceback(c2)) print(debug.traceback(c2, "m", 1)) print(coroutine.close(c2)) print(debug.traceback(c2))
local c3 = coroutine.create(function() local function g() coroutine.yield() end g() end) coroutine.resume(c3) print(debug.traceback(c3)) print(debug.traceback(c3, "x", 1)) print(coroutine.close(c3)) print(debug.traceback(c3))
print(debug.traceback(coroutine.running()))
print(debug.traceback((coroutine.running()), "msg", 0))
table.sort({3,2,1}, function(a, b) print(debug.traceback("sort")) error("stop") end == nil or nil)
string.gsub("a", "a", function() print(debug.traceback("gsub")) end)
setmetatable({}, {__index = function() print(debug.traceback("index")) end})[1] = 1
print((setmetatable({}, {__index = function() print(debug.traceback("index")) return 1 end})).x)
for i in function(_, n) if not n then print(debug.traceback("iter")) return 1 end end do end
load("print(debug.traceback('loaded'))", "=chunk")()
load("print(debug.traceback('loaded'))")()
local ok, e = pcall(error) print(ok, e)
local co = coroutine.create(function() print(coroutine.isyieldable(), select(2, coroutine.running())) end) print(coroutine.isyieldable(co)) coroutine.resume(co) print(coroutine.isyieldable(co))
local function level() return debug.getinfo(1, "l").currentline, debug.getinfo(2, "l").currentline, debug.getinfo(3, "S") and debug.getinfo(3, "S").what, debug.getinfo(4) end
print(level())
local n = 0 while debug.getinfo(n) do n = n + 1 end print("depth", n)
-- marked: its main chunk is a function
