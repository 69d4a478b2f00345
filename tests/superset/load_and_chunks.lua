-- load, loadfile, dofile, require, environments, string.dump, readers, chunk names, package.
print(load("return 1 + 1")(), load("syntax error here"), load("return ...", "n", "t", {})(7))
local env = { print = print, x = 5 }
load("y = x * 2; z = _ENV", "env", "t", env)()
print(env.y, env.z == env, y, rawget(_G, "z"))
local parts = { "return ", "1", " + ", "2", nil }
local i = 0
print(load(function() i = i + 1 return parts[i] end)())
local f = load("local a, b = ...; return a + b, b")
print(f(1, 2), f(3, 4))
local function adder(n) return function(x) return x + n end end
local dumped = string.dump(load("local a = ... return a * 3"))
print(type(dumped), dumped:sub(1, 4) == "\27Lua", load(dumped, "d", "b")(14), load(dumped, "d", "t"))
local stripped = string.dump(function(x) local y = x return y.z.w end, true)
print(pcall(load(stripped, "s"), {}))
print(pcall(string.dump, print))
local withup = load(string.dump(adder(5)))
print(pcall(withup, 1))
print(pcall(load("error('in chunk')", "=mychunk")))
print(pcall(load("error('in chunk')", "@my/file.lua")))
print(pcall(load("error('in chunk')", "first line\nsecond")))
print(pcall(load("error('in chunk')", ("long name "):rep(20))))
print(pcall(load("\n\n\nlocal x = nil + 1", "=lines")))
local name = os.tmpname()
local function write(text) local h = io.open(name, "wb") h:write(text) h:close() end
write("#!/usr/bin/lua shebang\nreturn 'file', ...")
print(dofile(name))
print(loadfile(name)("arg"))
write("\xEF\xBB\xBFreturn 'bom'")
print(dofile(name))
write(string.dump(load("return 'binary'")))
print(dofile(name), (loadfile(name, "b")()), (loadfile(name, "t")))
write("x = = 1")
print((select(2, loadfile(name)):gsub("^.-:", "FILE:")))
print((select(2, pcall(dofile, name)):gsub("^.-:", "FILE:")))
write("value = 9 return _ENV")
local e = {}
print(loadfile(name, "t", e)() == e, e.value, value)
print((loadfile("/nonexistent/file.lua")))
print(pcall(dofile, "/nonexistent/file.lua"))
os.remove(name)
local dir = name .. "_module"
package.path = dir .. "?.lua"
local h = io.open(dir .. "one.lua", "w")
h:write("local name, where = ... return { name = name, found = where ~= nil, n = (_G.loads or 0) + 1 }")
h:close()
local m = require("one")
print(m.name, m.found, m.n, require("one") == m, package.loaded.one == m)
package.loaded.one = nil
print(require("one") == m)
os.remove(dir .. "one.lua")
package.preload.two = function(n, extra) return n .. " preloaded " .. tostring(extra) end
print(require("two"))
package.preload.three = function() end
print(require("three"))
print(pcall(require, "does.not.exist") == false, package.config:sub(1, 1), type(package.searchers), #package.searchers)
print(package.searchpath("nothing", "./?.lua;./?/x.lua"))
local big = {}
for k = 1, 3000 do big[k] = "local function f" .. k % 150 .. "() return " .. k .. " end" end
print(load("do " .. table.concat(big, " end do ") .. " end return 'big'")())
local chain = {}
for k = 1, 2000 do chain[k] = (k == 1 and "if" or "elseif") .. " x == " .. k .. " then return " .. k * 2 end
print(load("local x = ... " .. table.concat(chain, " ") .. " end")(1999))
local numbers = {}
for k = 1, 70000 do numbers[k] = k .. ".5" end
print(#load("return {" .. table.concat(numbers, ",") .. "}")())
local concat = {}
for k = 1, 150 do concat[k] = "'" .. k % 10 .. "'" end
print(#load("return " .. table.concat(concat, ".."))())
local locals = {}
for k = 1, 200 do locals[k] = "local v" .. k .. " = " .. k end
print(load(table.concat(locals, "\n") .. " return v1 + v200")())
locals[201] = "local v201 = 201"
print((select(2, load(table.concat(locals, "\n")))))
local ups = {}
for k = 1, 200 do ups[k] = "v" .. k end
print(load("local " .. table.concat(ups, ",") .. " = 1, 2 return function() return v1 + v2 end")()())
print(load(("("):rep(150) .. "1" .. (")"):rep(150)) == nil, load("return " .. ("("):rep(150) .. "1" .. (")"):rep(150))())
print(load("return " .. ("{"):rep(150) .. ("}"):rep(150)) ~= nil, load("return " .. ("{"):rep(300) .. ("}"):rep(300)) == nil)
print(load(("do "):rep(150) .. ("end "):rep(150)) ~= nil, load(("do "):rep(300) .. ("end "):rep(300)) == nil)
print(load("return " .. ("-"):rep(3) .. "1") == nil or "comment", load("return " .. ("- "):rep(150) .. "1")(), load("return " .. ("not "):rep(151) .. "nil")())
print(load("x = 'go func select chan'; return x")(), load("return [[ch <- v\n<-ch]]")(), load("-- go f()\nreturn 'comment'")())
print(load("\r\nreturn\r'crlf'\n\r")(), load("return 'a\\\r\nb'")(), load("--[==[ x ]] ]==] return 2")())
print(load("return 0x7fffffffffffffff + 1 == math.mininteger, 1e1, 0xA, 3 .. ''")())
print(load("#!shebang\nreturn 1"))
print(load("local _ENV = { a = 1 } return a, _ENV ~= nil")(), load("local function f(_ENV) return x end return f { x = 'param' }")())
-- marked: a dumped function has lost its primitives
