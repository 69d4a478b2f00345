-- A tight loop: nothing but the interpreter's own instructions.
local sum = 0
for i = 1, 100000000 do
    sum = sum + i % 7
end
assert(sum == 299999997)
