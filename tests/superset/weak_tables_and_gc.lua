-- Weak keys and values, ephemerons, finalizers, resurrection, and the collector's interface.
local weak = setmetatable({}, { __mode = "v" })
weak[1], weak[2], weak.s = {}, { 2 }, "strings stay"
local keep = weak[2]
collectgarbage()
print(weak[1], weak[2] == keep, weak.s)
local wk = setmetatable({}, { __mode = "k" })
do local k = {} wk[k] = "value" wk[keep] = "kept" end
collectgarbage()
local n = 0
for _ in pairs(wk) do n = n + 1 end
print(n, wk[keep])
local eph = setmetatable({}, { __mode = "k" })
do local a, b = {}, {} eph[a] = b eph[b] = a end
collectgarbage() collectgarbage()
print(next(eph))
local order = {}
for i = 1, 3 do setmetatable({}, { __gc = function() order[#order + 1] = i end }) end
collectgarbage()
print(table.concat(order, " "))
local saved
do local obj = setmetatable({ name = "phoenix" }, { __gc = function(o) saved = o end }) end
collectgarbage()
print(saved and saved.name)
local mt = {}
local o1 = setmetatable({}, mt)
mt.__gc = function() print("set too late, never called") end
o1 = nil
collectgarbage()
local count = 0
local function garbage() for i = 1, 10 do setmetatable({}, { __gc = function() count = count + 1 end }) end end
garbage()
collectgarbage("collect")
print(count)
print(type(collectgarbage("count")), collectgarbage("isrunning"))
collectgarbage("stop")
print(collectgarbage("isrunning"))
collectgarbage("restart")
print(collectgarbage("isrunning"), collectgarbage("step") ~= nil)
collectgarbage("generational")
print(collectgarbage("incremental"))
for i = 1, 1000 do local t = { {}, {} } end
collectgarbage("generational")
for i = 1, 100000 do local t = { i } end
print(collectgarbage("incremental"))
local before = collectgarbage("count")
do local big = {} for i = 1, 100000 do big[i] = { i } end end
collectgarbage() collectgarbage()
print(collectgarbage("count") - before < 1000)
print(pcall(collectgarbage, "unknown"))
local co = coroutine.wrap(function() local t = setmetatable({}, { __gc = function() print("coroutine's table collected") end }) coroutine.yield() return t end)
co()
co = nil
collectgarbage() collectgarbage()
local cache = setmetatable({}, { __mode = "kv" })
cache[{}] = {}
cache[1] = {}
cache.x = 5
collectgarbage()
print(next(cache))
local gcd = 0
for i = 1, 50 do
    local c = coroutine.create(function() local guard = setmetatable({}, { __gc = function() gcd = gcd + 1 end }) coroutine.yield(guard) end)
    coroutine.resume(c)
end
collectgarbage() collectgarbage()
print(gcd)
warn("@off")
setmetatable({}, { __gc = function() error("errors in finalizers are warnings") end })
collectgarbage()
print("still here")
local chain = nil
for i = 1, 100000 do chain = { next = chain } end
collectgarbage()
local len = 0
while chain do len = len + 1 chain = chain.next end
print(len)
local f = io.tmpfile()
f = nil
collectgarbage()
setmetatable({}, { __gc = function() print("finalizer at the end of the program") end })
at_exit = setmetatable({}, { __gc = function() print("global's finalizer at the end") end })
