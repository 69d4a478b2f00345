-- _ENV, _G and globals: replaced, shadowed, guarded.
x = 1
print(x, _G.x, _ENV.x, _G == _ENV, _G._G == _G)
do
    local _ENV = { print = print, x = "local env" }
    print(x)
    y = "assigned"
    print(_ENV.y)
end
print(y)
local function sandbox(code, env) local f = load(code, "sandbox", "t", env) return pcall(f) end
print(sandbox("return print", {}))
print(sandbox("a = 5 return a", {}))
print(sandbox("return os.exit", {}))
setmetatable(_G, { __index = function(_, k) return "no global " .. k end, __newindex = function(t, k, v) rawset(t, k, v) io.write("new ", k, "\n") end })
print(undefined)
fresh = 3
fresh = 4
print(fresh)
setmetatable(_G, nil)
print(undefined)
local set = {}
setmetatable(_G, { __newindex = function(_, k, v) set[k] = v end })
hidden = 10
print(hidden, set.hidden)
setmetatable(_G, nil)
local env = setmetatable({}, { __index = _G })
local f = load("z = 7; print('z', z) return function() z = z + 1 return z end", "c", "t", env)()
print(f(), env.z, z)
local function with(_ENV) return a + b end
print(with { a = 1, b = 2 })
print(type(_VERSION), _VERSION, type(_G.string), string == _G.string, package.loaded._G == _G, package.loaded.string == string)
for _, name in ipairs { "assert", "collectgarbage", "dofile", "error", "getmetatable", "ipairs", "load", "loadfile", "next", "pairs",
    "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "tonumber", "tostring", "type",
    "warn", "xpcall" } do
    io.write(name, ":", type(_G[name]), " ")
end
print()
for _, lib in ipairs { "string", "table", "math", "io", "os", "coroutine", "utf8", "debug", "package" } do
    local names = {}
    for k in pairs(_G[lib]) do names[#names + 1] = k end
    print(lib, type(_G[lib]), #names > 0)
end
for _, lib in ipairs { "string", "table", "math", "coroutine", "utf8" } do
    local names = {}
    for k in pairs(_G[lib]) do names[#names + 1] = k end
    table.sort(names)
    print(lib, table.concat(names, " "))
end
print = (function(original) return function(...) original("wrapped", ...) end end)(print)
print("hello")
string.shout = function(s) return s:upper() .. "!" end
io.write(("method"):shout(), "\n")
