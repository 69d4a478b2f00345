-- The program's own hooks see every event of a long run, whatever else interrupts it.
local lines = 0
debug.sethook(function() lines = lines + 1 end, "l")
for i = 1, 3000000 do
    local x = i
end
debug.sethook()
print(lines)
local counts = 0
debug.sethook(function(e) counts = counts + 1 assert(e == "count") end, "", 1000)
local x = 0
for i = 1, 20000000 do x = x + i end
debug.sethook()
print(x, counts > 39000 and counts < 41000)
local calls = 0
local function f() return 1 end
debug.sethook(function() calls = calls + 1 end, "c")
for i = 1, 1000000 do f() end
debug.sethook()
print(calls)
local stop = 0
local co = coroutine.create(function() while true do stop = stop + 1 end end)
debug.sethook(co, function() error("time is up", 0) end, "", 10000000)
print(coroutine.resume(co))
print(stop > 1000000)
local yielded = coroutine.wrap(function()
    local n = 0
    for i = 1, 30000000 do n = n + 1 end
    coroutine.yield(n)
    for i = 1, 30000000 do n = n + 1 end
    return n
end)
print(yielded(), yielded())
-- marked: marks are calls
