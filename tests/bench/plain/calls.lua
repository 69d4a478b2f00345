-- Library functions called from Lua, and closures made and called.
local floor, select = math.floor, select
local total = 0
for i = 1, 3000000 do
    local add = function(x) return x + i end
    total = total + floor(add(0.5)) + select("#", i, i)
end
assert(total == 3000000 * 3000001 // 2 + 6000000)
