-- The table library, constructors, length, next during changes, move and sort.
local t = { 10, 20, 30, nil }
print(#t, t[3], ({ 1, 2, nil, 4 })[4], #{ n = 1 }, #{ 1, 2, [3] = 3 }, ({ [1] = "a", "b" })[1])
table.insert(t, 40) table.insert(t, 1, 5)
print(table.concat(t, " "), table.remove(t), table.remove(t, 1), table.remove(t, #t + 1), table.concat(t, " "))
print(pcall(table.insert, t, 10, 1))
print(pcall(table.insert, t))
print(pcall(table.insert, nil, 1))
print(pcall(table.remove, { 1, 2 }, 7))
print(table.remove({}), table.remove({}, 0), #table.pack())
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), " "), table.concat(table.move({ 1, 2, 3 }, 2, 3, 1), " "), table.concat(table.move({ 1, 2 }, 1, 2, 3, { 8, 9 }), " "))
local words = { "pear", "apple", "fig", "banana" }
table.sort(words)
print(table.concat(words, " "))
table.sort(words, function(a, b) return #a > #b or #a == #b and a < b end)
print(table.concat(words, " "))
print(pcall(table.sort, { 3, "x", 1 }))
print(pcall(table.sort, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, function() return true end))
local big = {}
for i = 1, 5000 do big[i] = (i * 7919) % 5003 end
table.sort(big)
local ok = true
for i = 2, #big do ok = ok and big[i - 1] <= big[i] end
print(ok, big[1], big[5000])
local keys = {}
for k in pairs { a = 1, b = 2, c = 3, 10, 20 } do keys[#keys + 1] = tostring(k) end
table.sort(keys)
print(table.concat(keys, " "))
local d = {}
for i = 1, 100 do d[i] = i d["k" .. i] = i end
local removed = 0
for k in pairs(d) do d[k] = nil removed = removed + 1 end
print(removed, next(d))
print(pcall(next, {}, "nope"))
for i, v in ipairs { 1, 2, nil, 4 } do io.write(i, "=", v, " ") end
print()
for i, v in ipairs(setmetatable({}, { __index = function(_, i) if i < 4 then return i * i end end })) do io.write(i, "=", v, " ") end
print()
local nested = { { 1, { 2, { 3 } } }, f = function() return { g = "deep" } end }
print(nested[1][2][2][1], nested.f().g, ({ 1, 2 })[2], #{ { }, { } })
local a = { 1, 2, 3 }
local i = 1
i, a[i] = i + 1, 20
print(i, a[1], a[2])
local x, y, z = 1, 2
x, y = y, x
print(x, y, z)
do local a, b, c = (function() return 1, 2, 3 end)() print(a, b, c) end
local list = { 1, 2, 3; 4, 5, }
print(#list, rawlen(list), rawequal(list, list), list == { 1 })
print(pcall(function() local t = nil; t.x = 1 end))
print(pcall(function() local t = {} t[nil] = 1 end))
print(({ [true] = "yes", [false] = "no" })[1 == 1], ({ [1.0] = "one" })[1])
local copy = { table.unpack(list) }
print(#copy, copy[5], select("#", table.unpack(list, 2, 4)))
local s = setmetatable({}, { __len = function() return 3 end, __index = function(_, k) return k * 10 end })
print(table.concat(s, ","), table.unpack(s))
local big2 = {}
for i = 1, 300 do big2[#big2 + 1] = tostring(i) end
print(#load("return {" .. table.concat(big2, ",") .. "}")())
