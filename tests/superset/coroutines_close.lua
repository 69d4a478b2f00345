-- coroutine.close, pending to-be-closed variables, errors while closing, what is left of a dead coroutine.
local function res(name) return setmetatable({}, { __close = function(_, e) print("close", name, e) end }) end
local co = coroutine.create(function()
    local a <close> = res("a")
    local b <close> = res("b")
    coroutine.yield("suspended")
    print("never")
end)
print(coroutine.resume(co))
print(coroutine.close(co), coroutine.status(co), coroutine.close(co))
co = coroutine.create(function() local a <close> = res("a") error("boom", 0) end)
print(coroutine.resume(co))
print(coroutine.status(co), coroutine.close(co))
print(coroutine.close(coroutine.create(print)))
co = coroutine.create(function()
    local x <close> = setmetatable({}, { __close = function() error("closing failed", 0) end })
    coroutine.yield()
end)
coroutine.resume(co)
print(coroutine.close(co))
co = coroutine.create(function()
    local _ <close> = setmetatable({}, { __close = function(_, e) print("first", e) error("second", 0) end })
    local _ <close> = setmetatable({}, { __close = function(_, e) print("second", e) error("third", 0) end })
    error("original", 0)
end)
print(coroutine.resume(co))
local function f()
    local x <close> = res("x")
    do local y <close> = res("y") if true then return "value", 2 end end
end
print(f())
for i = 1, 2 do local l <close> = res("loop" .. i) if i == 2 then break end end
do
    local i = 0
    ::again::
    local g <close> = res("goto" .. i)
    i = i + 1
    if i < 2 then goto again end
end
local function iter() local n = 0 return function() n = n + 1 if n <= 3 then return n end end, nil, nil, res("iterator") end
for i in iter() do if i == 2 then break end end
for i in iter() do end
print(pcall(function() for i in iter() do error("in loop", 0) end end))
print(pcall(function() local bad <close> = 5 end))
print(pcall(function() local bad <close> = {} end))
do local n <close> = nil local b <close> = false print("nil and false are fine") end
local w = coroutine.wrap(function() local r <close> = res("wrapped") coroutine.yield(1) error("late", 0) end)
print(w(), pcall(w))
co = coroutine.create(function() local r <close> = setmetatable({}, { __close = function() coroutine.yield("yield in close") end }) return "ret" end)
print(coroutine.resume(co))
print(coroutine.resume(co))
print(pcall(function()
    local a <close> = res("outer")
    local ok, e = pcall(function() local b <close> = res("inner") error("e1", 0) end)
    print("caught", ok, e)
    error("e2", 0)
end))
local function tailcall() local t <close> = res("no tail call") return f() end
print(tailcall())
local t = {}
for i = 1, 3 do
    t[i] = coroutine.create(function() local c <close> = res("many" .. i) coroutine.yield(i) end)
    coroutine.resume(t[i])
end
for i = 3, 1, -1 do coroutine.close(t[i]) end
print(coroutine.resume(t[1]))
co = coroutine.wrap(function() return pcall(function() local c <close> = res("in pcall") coroutine.yield("y") return "r" end) end)
print(co())
print(co())
co = coroutine.create(error)
print(coroutine.resume(co, "value"))
print(coroutine.close(co))
print(coroutine.close(co))
print(coroutine.close(co))
co = coroutine.create(function() end)
print(coroutine.close(co), coroutine.close(co), coroutine.status(co), coroutine.status(t[1]), coroutine.status(t[2]))
