-- The same turns in plain Lua, one loop after the other.
local N = 100000000

local function spin()
    local sum = 0
    for i = 1, N // 2 do
        sum = sum + i % 7
    end
    return sum
end

local start = os.clock()
local sum = spin() + spin()
print(string.format("preempt: %.3f ns/op", (os.clock() - start) * 1e9 / N))
