-- Every word that gosh gives a meaning is still an ordinary name.
local go, chan, var, const, range, func, make, case, default, continue, defer = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
print(go + chan + var + const + range + func + make + case + default + continue + defer)

do
    local go = function(x) return function(y) return x, y end end
    print(go(1)(2))
    go(1)(2)
    go (3)
    local defer = go
    defer (4)(5)
    print((defer)(6)(7))
end

do
    local func = function(a, b) return (b or 0) + a end
    print(func(1), func (2, 3), func
    (4, 5))
    local function apply(func, x) return func(x) end
    print(apply(function(x) return x * 2 end, 21))
end

do
    local make = function(t) return type(t) end
    print(make {}, make "x", make [[y]], make(1))
end

local t = { go = 1, chan = 2, select = 3, case = 4, default = 5, defer = 6, func = 7, var = 8, const = 9, range = 10,
    continue = 11, make = 12, struct = 13, interface = 14, map = 15, type = 16, import = 17, package = 18, switch = 19 }
t.default = t.go + t.case
t.select, t.range = t.range, t.select
print(t.default, t.select, t.range, t.func, t.continue, t["chan"])

function t.go(x) return "go " .. x end
function t:select(x) return "select " .. x, self == t end
function t.defer(...) return select("#", ...) end
print(t.go("x"), t:select("y"))
print(t.defer(nil, nil), t.make, t .go "z")

var = "global var"
const = { 1, 2 }
range, chan = chan, range
print(var, #const, range, chan)
default = function() return "default called" end
case = setmetatable({}, { __call = function(_, x) return "case " .. x end })
print(default(), case("one"), case "two")

for go = 1, 2 do io.write(go, " ") end
for case, default in ipairs { "a", "b" } do io.write(case, default, " ") end
for range in string.gmatch("x y", "%a") do io.write(range, " ") end
print()

do
    local i = 0
    ::continue::
    i = i + 1
    if i < 3 then goto continue end
    goto default
    ::case::
    print("not here")
    ::default::
    print("labels", i)
end

local function words(go, select, case, ...)
    local default, range = ...
    return go, select, case, default, range
end
print(words(1, 2, 3, 4, 5))

local function last(...)
    local default = ...
    return default
end
local function last2() local case = "c" return case end
print(last("d"), last2())

local select = select
print(select("#", 1, 2, 3), select(2, "a", "b", "c"), select(-1, "x", "y"))
local continue = function(x) return x end
continue(1)
continue "s"
print(continue { 1 }[1], #continue { 1, 2 })
local struct = { int = 1 }
print(struct.int, struct
.int)
