-- `...`, select, pack and unpack, adjustment to one and to many values.
local function count(...) return select("#", ...) end
print(count(), count(nil), count(nil, nil), count(1, nil, 3, nil))
local function f(...) return ... end
print(f(1, 2, 3), (f(1, 2, 3)), f(), (f()))
print(({ f(1, 2), f(1, 2) })[3], #{ f(1, 2), f(1, 2) }, #{ f(1, 2), (f(1, 2)) })
local a, b, c, d = f(1, 2), f(3, 4)
print(a, b, c, d)
print(select(2, "a", "b", "c"), select(-2, "a", "b", "c"))
print(pcall(select, 0, 1))
print(pcall(select, -5, 1))
local t = table.pack(nil, 2, nil)
print(t.n, t[2], table.unpack(t, 1, t.n))
print(table.unpack({ 1, 2, 3 }, 2), table.unpack({ 1, 2 }, -1, 1), table.unpack({}, 1, 2))
print(pcall(table.unpack, {}, 1, 1e8))
local function g(x, ...) local y, z = ... return x, y, z, select("#", ...) end
print(g(), g(1, 2, 3, 4))
local function tail(n, ...) if n == 0 then return select("#", ...) end return tail(n - 1, n, ...) end
print(tail(100))
local many = {}
for i = 1, 250 do many[i] = i end
print(select("#", table.unpack(many)), (select(250, table.unpack(many))))
print(string.format("%d %s", f(7, "x")), math.max(table.unpack(many)))
print(#arg, arg[1], arg[2], arg[3] == "", arg[4], arg[0])
print(select("#", ...), ...)
local function named(...) local arg = { ... } return #arg, arg[1] end
print(named("p", "q"))
print((function(...) return select("#", ...) end)(f(), f(), f(nil)))
local obj = { m = function(self, ...) return self.k, ... end, k = "k" }
print(obj:m(1, 2), obj.m(obj, 3), obj:m(f(4, 5)))
print(load("return ...", "chunk")(1, 2, 3))
print(load("local a <const>, b = ... ; return b, a")(1, 2))
