-- Upvalues: shared, per iteration, through loops, breaks and recursion.
local function counter()
    local n = 0
    return function() n = n + 1 return n end, function() return n end, function(v) n = v end
end
local inc, get, set = counter()
inc() inc()
print(get(), inc(), set(10), inc())
local fs = {}
for i = 1, 5 do
    local j = i * i
    fs[i] = function() i = i + 1 j = j + i return i, j end
    if i == 4 then break end
end
print(#fs, fs[1](), fs[1]())
print(fs[4]())
for k, v in pairs { x = 1 } do fs[k] = function() v = v + 1 return k, v end end
print(fs.x(), fs.x())
local w = {}
local i = 0
while i < 3 do
    i = i + 1
    local x = i
    w[i] = function(d) x = x + (d or 0) return x end
end
print(w[1](5), w[1](), w[2](1), w[3]())
local function fact(n) return n <= 1 and 1 or n * fact(n - 1) end
print(fact(20), fact(5))
local function compose(...)
    local f = { ... }
    return function(...)
        local r = table.pack(...)
        for k = #f, 1, -1 do r = table.pack(f[k](table.unpack(r, 1, r.n))) end
        return table.unpack(r, 1, r.n)
    end
end
print(compose(function(a, b) return a + b, "x" end, function(a) return a, a end)(4))
local Y = function(f) return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end) end
print(Y(function(self) return function(n) return n == 0 and 0 or n + self(n - 1) end end)(100))
local function a1() return function() return function() return i end end end
i = 77
print(a1()()())
local up = {}
for k = 1, 60 do up[k] = "local u" .. k .. " = " .. k end
local sum = {}
for k = 1, 60 do sum[k] = "u" .. k end
print(load(table.concat(up, "\n") .. "\nreturn function() return " .. table.concat(sum, " + ") .. " end")()())
do
    local x <const> = 42
    local y <const> = "text"
    local f = function() return x, y end
    print(f())
    print(load("local x <const> = 1; x = 2"))
    print(load("local x <unknown> = 1"))
end
