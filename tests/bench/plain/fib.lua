-- Calls of a Lua function, and integer arithmetic.
local function fib(n)
    if n < 2 then return n end
    return fib(n - 1) + fib(n - 2)
end
assert(fib(34) == 5702887)
