-- create, resume, yield, wrap, status, running, isyieldable, close; values both ways; errors.
local co = coroutine.create(function(a, b)
    print("start", a, b)
    local c = coroutine.yield(a + b)
    print("got", c)
    local d, e = coroutine.yield(c * 2, "two")
    print("got", d, e)
    return "end", d + e
end)
print(coroutine.status(co), coroutine.resume(co, 1, 2))
print(coroutine.status(co), coroutine.resume(co, 10))
print(coroutine.resume(co, 3, 4))
print(coroutine.status(co), coroutine.resume(co))
local main, ismain = coroutine.running()
print(type(main), ismain, coroutine.isyieldable(), coroutine.status(main))
print(coroutine.resume(main))
print(pcall(coroutine.yield, 1))
print(coroutine.wrap(function() local c, m = coroutine.running() return type(c), m, coroutine.isyieldable(), coroutine.status(c) end)())
local outer
outer = coroutine.create(function()
    local inner = coroutine.create(function()
        print(coroutine.status(outer))
        print(coroutine.resume(outer))
        print(coroutine.resume(coroutine.running()))
        coroutine.yield("from inner")
    end)
    print(coroutine.resume(inner))
    print(coroutine.status(inner))
    print(coroutine.close(inner), coroutine.status(inner))
    coroutine.yield("from outer")
end)
print(coroutine.resume(outer))
print(coroutine.resume(coroutine.create(function() error("with position") end)))
print(select(2, coroutine.resume(coroutine.create(function() error({ 1 }) end)))[1])
print(coroutine.resume(coroutine.create(function() error("raw", 0) end)))
print(coroutine.resume(coroutine.create(function() local x = nil; x() end)))
print(pcall(coroutine.wrap(function() error("wrapped") end)))
print(pcall(coroutine.wrap(function() error("raw wrapped", 0) end)))
print(select(2, pcall(coroutine.wrap(function() error({ code = 5 }) end))).code)
local w = coroutine.wrap(function() return 1 end)
print(w(), pcall(w))
print(pcall(coroutine.resume, nil))
print(pcall(coroutine.create, nil))
print(pcall(coroutine.wrap, 5))
print(pcall(coroutine.status, {}))
print(pcall(coroutine.close, coroutine.running()))
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in gen(100) do sum = sum + i end
print(sum)
local function permgen(a, n)
    n = n or #a
    if n <= 1 then coroutine.yield(a) else
        for i = 1, n do
            a[n], a[i] = a[i], a[n]
            permgen(a, n - 1)
            a[n], a[i] = a[i], a[n]
        end
    end
end
for p in coroutine.wrap(function() permgen { 1, 2, 3 } end) do io.write(table.concat(p), " ") end
print()
local function producer() return coroutine.create(function() for _, v in ipairs { "a", "b", "c" } do coroutine.yield(v) end end) end
local function filter(p) return coroutine.create(function() local n = 1 while true do local _, v = coroutine.resume(p) if not v then return end coroutine.yield(n .. ":" .. v) n = n + 1 end end) end
local f = filter(producer())
while true do local _, v = coroutine.resume(f) if not v then break end io.write(v, " ") end
print()
local function tree(n) if n > 0 then tree(n - 1) coroutine.yield(n) tree(n - 1) end end
local seen = {}
for n in coroutine.wrap(function() tree(4) end) do seen[#seen + 1] = n end
print(table.concat(seen))
local tasks, log = {}, {}
for id = 1, 3 do tasks[#tasks + 1] = coroutine.create(function() for step = 1, id do log[#log + 1] = id .. "." .. step coroutine.yield() end end) end
while #tasks > 0 do
    for i = #tasks, 1, -1 do
        coroutine.resume(tasks[i])
        if coroutine.status(tasks[i]) == "dead" then table.remove(tasks, i) end
    end
end
print(table.concat(log, " "))
print(coroutine.wrap(pcall)(error, "in a C body"))
print(coroutine.wrap(string.rep)("x", 3), coroutine.wrap(select)("#", 1, 2))
local y = coroutine.wrap(coroutine.yield)
print(y(1, 2), y(3), pcall(y))
print(coroutine.resume(coroutine.create(coroutine.running)) == true)
local many = coroutine.wrap(function(...) local t = table.pack(...) while true do t = table.pack(coroutine.yield(table.unpack(t, 1, t.n))) end end)
local args = {}
for i = 1, 200 do args[i] = i end
print(select("#", many(table.unpack(args))), select("#", many()), select("#", many(nil, nil)))
local function nest(n) if n == 0 then return "bottom" end return coroutine.wrap(function() return nest(n - 1) end)() end
print(nest(100))
print(coroutine.resume(coroutine.wrap(function() end) and coroutine.create(function() return pcall(coroutine.yield, "through pcall") end)))
