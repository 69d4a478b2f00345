-- The same words as globals, assigned, called and indexed.
function select_two(...) return (select(2, ...)) end
print(select_two("a", "b"))

function range(n) local i = 0 return function() i = i + 1 if i <= n then return i end end end
for i in range(3) do io.write(i, " ") end
print()

function defer(f) return f end
defer(print)
defer { 1 }
local x = defer(5)
print(x, defer "text")

function continue() return "continued" end
print(continue())
continue()

function default(x) return x end
default(1)
print(default "d")

go = { run = function(self, n) return n end, f = print }
go.f("field of go")
go.x = 5
go["y"] = 6
print(go.x + go.y, go:run(7))
go = 12
go = go + 1
print(go)

case, default = 1, 2
case = case + default
print(case, default)

var = 1
var = var + 1
const = var
print(var, const)
var, const = const, { var }
print(var, const[1])

chan = "text"
print(chan:upper(), #chan, chan .. "!")

func = "not called"
print(func, #func)
func = { f = function() return "f" end }
print(func.f(), func["f"]())

make = function(x) return x end
print(make(3), make "s")

len, cap, close, panic, recover, struct = 1, 2, 3, 4, 5, 6
time, sync, atomic, context, errors, fmt, runtime, rand, net, signal, errgroup = 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
print(len + cap + close + panic + recover + struct + time + sync + atomic + context + errors + fmt + runtime + rand
    + net + signal + errgroup)
print(_G.go, _G.var, _ENV.case, rawget(_G, "chan"))
