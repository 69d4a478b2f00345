-- Lua's own coroutines, by resume and by wrap: a generator that is drained.
local function count(n)
    for i = 1, n do coroutine.yield(i) end
end

local sum = 0
local co = coroutine.create(count)
local _, value = coroutine.resume(co, 2000000)
while value do
    sum = sum + value
    _, value = coroutine.resume(co)
end
for i in coroutine.wrap(function() count(2000000) end) do
    sum = sum + i
end
assert(sum == 2 * (2000000 * 2000001 // 2))
