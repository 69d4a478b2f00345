-- Every event: arithmetic, comparison, index, call, length, concatenation, tostring, pairs, close, gc modes.
local V = {}
V.__index = V
local function vec(x, y) return setmetatable({ x = x, y = y }, V) end
local function x(o) return type(o) == "table" and o.x or o end
for _, op in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr" } do
    V["__" .. op] = function(a, b) return op .. "(" .. tostring(x(a)) .. "," .. tostring(x(b)) .. ")" end
end
V.__unm = function(a) return "unm" .. a.x end
V.__bnot = function(a) return "bnot" .. a.x end
V.__len = function(a) return a.x + a.y end
V.__concat = function(a, b) return "concat(" .. tostring(x(a)) .. "," .. tostring(x(b)) .. ")" end
V.__eq = function(a, b) return a.x == b.x end
V.__lt = function(a, b) return x(a) < x(b) end
V.__le = function(a, b) return x(a) <= x(b) end
V.__call = function(self, ...) return self.x, ... end
V.__tostring = function(a) return "V(" .. a.x .. ")" end
V.__name = "Vector"
local a, b = vec(1, 2), vec(3, 4)
print(a + b, a - 1, 2 * b, a / b, a % 2, 2 ^ a, a // b, a & b, 1 | a, a ~ 2, a << 1, 1 >> b)
print(-a, ~b, #a, a .. b, "s" .. a, 1 .. a, a .. "s" .. "t")
print(a == b, a == vec(1, 9), a ~= b, a < b, a <= b, a > b, a >= 1, 2 < b, rawequal(a, vec(1, 2)))
print(a(5, 6), pcall(a, 7), tostring(a))
print(rawlen(a), rawget(a, "z"), a.z)
local log = {}
local proxy = setmetatable({}, {
    __index = function(_, k) log[#log + 1] = "get " .. tostring(k) return k end,
    __newindex = function(t, k, v) log[#log + 1] = "set " .. tostring(k) rawset(t, k, v) end,
})
proxy.a = proxy.b
proxy.a = 2
proxy[1], proxy[2] = proxy[3], proxy[4]
print(table.concat(log, "; "), rawget(proxy, "a"))
local base = { hello = function() return "hello" end }
local mid = setmetatable({}, { __index = base })
local top = setmetatable({}, { __index = mid, __newindex = mid })
top.new = 5
print(top.hello(), rawget(top, "new"), mid.new, top.new)
local p = setmetatable({}, { __pairs = function(t) return function(_, k) if not k then return 1, "one" end end, t, nil end })
for k, v in pairs(p) do print(k, v) end
print(getmetatable(setmetatable({}, { __metatable = "locked" })), pcall(setmetatable, setmetatable({}, { __metatable = 1 }), {}))
print(getmetatable("").__index == string, ("x").upper == string.upper)
local callable = setmetatable({}, { __call = setmetatable({}, { __call = function(_, inner, v) return "chain", v end }) })
print(pcall(callable, 1))
print(pcall(function() return a < "x" end))
print(pcall(function() return {} < {} end))
print(pcall(function() return {} .. "x" end))
print(pcall(function() return a.b.c end))
print(pcall(function() return #5 end))
print(pcall(function() local t = setmetatable({}, { __index = function(_, k) error("no field " .. k, 2) end }) return t.foo end))
local d = setmetatable({}, { __div = function(a, b) return nil, "lost" end })
print((d / 1), select("#", d / 1))
local c = setmetatable({}, { __close = function(_, e) print("closed", e) end })
do local x <close> = c print("inside") end
print(pcall(function() local x <close> = c error("oops", 0) end))
local n = setmetatable({}, { __index = setmetatable({}, { __index = function(_, k) return k .. "!" end }) })
print(n.deep)
print(tostring(setmetatable({}, { __name = "My.Type" })):match("^My.Type: ") ~= nil)
print(pcall(tostring, setmetatable({}, { __tostring = function() return 1 end })))
print(next({}), next({ 10 }), type(next), rawequal("a", "a"))
