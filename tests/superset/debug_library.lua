-- debug: information about functions, locals, upvalues, tracebacks and hooks, as the program sees itself.
local function f(a, b, ...)
    local c = a
    local info = debug.getinfo(1, "nSlutf")
    return info, c
end
local info = f(1, 2)
print(info.name, info.namewhat, info.short_src, info.source, info.what, info.currentline, info.linedefined, info.lastlinedefined)
print(info.nups, info.nparams, info.isvararg, info.istailcall, info.func == f)
local main = debug.getinfo(1, "Sl")
print(main.what, main.short_src, main.currentline, main.linedefined)
print(debug.getinfo(print).what, debug.getinfo(print, "S").short_src, debug.getinfo(1000), pcall(debug.getinfo, 1, "X"))
local lines = {}
for l in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = l end
table.sort(lines)
print(table.concat(lines, " "))
local function locals()
    local one, two = 1, "2"
    do local three = 3 end
    local out = {}
    for i = 1, 10 do
        local n, v = debug.getlocal(1, i)
        if not n then break end
        out[#out + 1] = n .. "=" .. type(v)
    end
    return table.concat(out, " ")
end
print(locals())
local function va(...) return debug.getlocal(1, -1), debug.getlocal(1, -2), debug.getlocal(1, -3) end
print(va("first", "second"))
print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3))
local function set() local x = 1 debug.setlocal(1, 1, "changed") return x end
print(set())
local u1, u2 = 10, 20
local function up() return u1 + u2 end
print(debug.getupvalue(up, 1), debug.getupvalue(up, 2), debug.getupvalue(up, 3))
print(debug.setupvalue(up, 1, 100), up(), u1)
local function other() return u2 end
print(debug.upvalueid(up, 2) == debug.upvalueid(other, 1), debug.upvalueid(up, 1) == debug.upvalueid(other, 1))
debug.upvaluejoin(other, 1, up, 1)
print(other())
local function level3() return debug.traceback("message", 1) end
local function level2() local r = level3() return r end
print((level2():gsub("\n\t%[C%]: in %?$", "")))
print(debug.traceback(nil) == nil, (debug.traceback(12):gsub("\n\t%[C%]: in %?$", "")), debug.traceback({}) ~= nil, (debug.traceback("only", 50)))
local co = coroutine.create(function(x) local y = x * 2 coroutine.yield(y) error("in co") end)
coroutine.resume(co, 21)
print(debug.traceback(co), debug.traceback(co, "msg", 1))
print(debug.getlocal(co, 1, 1), debug.getlocal(co, 1, 2), debug.getinfo(co, 1, "l").currentline)
print(coroutine.resume(co))
print(debug.traceback(co))
print(xpcall(function() local x = nil; x.y = 1 end, function(m) return (debug.traceback(m, 1):match("^[^\n]*\n[^\n]*\n[^\n]*")) end))
local events = {}
debug.sethook(function(e, l) events[#events + 1] = l end, "l")
local a = 1
local b = 2
for i = 1, 2 do
    a = a + i
end
debug.sethook()
print(table.concat(events, " "), debug.gethook())
local calls = 0
debug.sethook(function(e) if e == "call" or e == "tail call" then calls = calls + 1 end end, "c")
local function g() return 1 end
g() g() g()
debug.sethook()
print(calls)
local returns = 0
debug.sethook(function(e) returns = returns + 1 end, "r")
g() g()
debug.sethook()
print(returns)
local hook = function() end
debug.sethook(hook, "crl", 100)
print(select(2, debug.gethook()), select(3, debug.gethook()), debug.gethook() == hook)
debug.sethook()
local cohook = coroutine.create(function() local z = 1
    z = z + 1
    coroutine.yield()
    z = z + 2 end)
local seen = {}
debug.sethook(cohook, function(_, l) seen[#seen + 1] = l end, "l")
coroutine.resume(cohook) coroutine.resume(cohook)
print(#seen, debug.gethook(cohook) ~= nil, debug.gethook() == nil)
print(pcall(function() debug.sethook(function() debug.sethook() error("from hook", 0) end, "l")
    local never = 1 end))
local t = setmetatable({}, { __metatable = "locked" })
print(type(debug.getmetatable(t)), debug.setmetatable(t, nil) == t, getmetatable(t))
debug.setmetatable(10, { __index = { double = function(n) return n * 2 end } })
print((5):double())
debug.setmetatable(10, nil)
debug.setmetatable(nil, { __index = function() return "nil index" end })
print((nil).x)
debug.setmetatable(nil, nil)
print(debug.getuservalue(io.stdout, 1), type(debug.getregistry()), debug.getuservalue(1))
local function tail() return debug.getinfo(1, "t").istailcall end
local function viatail() return tail() end
print(viatail(), (tail()))
local obj = { method = function(self) return debug.getinfo(1, "n").name, debug.getinfo(1, "n").namewhat end }
print(obj:method())
global_function = function() return debug.getinfo(1, "n").name, debug.getinfo(1, "n").namewhat end
local n, w = global_function() print(n, w)
for k in function() local i = debug.getinfo(1, "n") print(i.name, i.namewhat) end do end
local meta = setmetatable({}, { __add = function() return debug.getinfo(1, "n").name .. " " .. debug.getinfo(1, "n").namewhat end })
print(meta + 1)
-- marked: its main chunk is a function
