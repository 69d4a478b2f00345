-- Lua that resembles gosh: attributes and less-than, colons with spaces, words at the start of a line, locals that win.
local close, const, x, y = 5, 6, 1, 2
print(x <close, x <const, close <x, const < close)
if x <close then print("less than close") end
local z <const> = 7
local w <close> = nil
print(z, w, x <const and close <const)
while x <const do x = x + 3 end
print(x)

local obj = { name = "o" }
function obj : method (a) return self . name .. a end
print(obj : method ("1"), obj
    : method("2"), obj :method "3", obj: method [[4]])
function obj.go() return "go" end
function obj:chan(f) return function(v) return f(v) end end
function obj.func(v) return v end
obj.select, obj.case = { default = { range = "deep" } }, "c"
print(obj.go(), obj:chan(tostring)(5), obj.func(6), obj.func
(7), obj.select.default.range, obj.case)
function obj.select.default.make(v) return { v } end
print(obj.select.default.make(8)[1], (obj.select.default.make) (9)[1])

local go = function(...) return function(...) return select("#", ...), ... end end
print(go(1)(2, 3))
go (print) (4)
go(1)
local t = go
(5)
(6)
print(t)
do
    local func, make, chan, T = tostring, function(v) return v end, 5, 3
    print(func (1), func(2), make(chan <-T), make(chan<- T), make(chan < -T))
    func(3)
    local r = func
    (4)
    print(r)
end
do
    local defer = function(f) return function(v) print("deferred", f, v) end end
    defer (1)(2)
    defer(3)(4)
    defer "a" "b"
end
local var
= 1
var
= var + 1
print(var)
local range, default, case, continue = { n = 1 }, {}, print, print
range
.n = 2
default
[1] = 3
case
("a call over two lines")
continue
"a string argument on the next line"
print(range.n, default[1])
range.n, default[1] = default[1], range.n
print(range.n, default[1], #default, -range.n, not case)
local list = { go, func = 1, range; case = case, [default] = default, chan, make and 1 or 2 }
print(#list, list.func, list[2] == range, list.case == case, list[default] == default)
goto go
print("not here")
::go::
::select:: ::chan:: ::defer::
print(select
(2, "a", "b"))
local a, b, c = 1, 2, 3
print(a <-b, (a
<-b), ({ a
<-b })[1] == nil, ({ (a
<-b) })[1])
print(a<--[==[ long
comment ]==]b, a <--b
c)
do local select = { "#" } select.n = 5 print(select[1], select.n) end
do local select = function(v) return v end print(select(5), select "x", select({ 1 })[1]) end
local function f(go, func, make, ...) local chan = ... return go, func, make, chan end
print(f(1, 2, 3, 4))
print((function(default) return default end)(5), (function(...) local case = { ... } return #case end)(1, 2))
for chan in pairs { only = 1 } do print(chan) end
for var = 1, 2 do local const = var print(const) end
repeat local continue = true until continue
local s = [[
select
case v := <-ch:
    ch <- v
default:
end
go func() end()
]] .. "defer f() := <- chan" .. 'var x int'
print(#s)
-- go func() end()  ch <- 1  x := 2
--[[ select
case <-ch: ]]
return go, chan, default
