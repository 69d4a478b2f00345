-- Precedence, short circuits, order of evaluation, integer and string comparison chains.
local log = {}
local function v(x) log[#log + 1] = tostring(x) return x end
local function flush() local s = table.concat(log, " ") log = {} return s end
local _ = v(1) + v(2) * v(3)
print(flush())
_ = v(nil) and v(1) or v(false) or v("last")
print(_, flush())
local t = {}
t[v("a")], t[v("b")] = v(1), v(2)
print(flush(), t.a, t.b)
print(v("x") .. v("y") .. v("z"), flush())
_ = { v(1), k = v(2), v(3), [v(4)] = v(5) }
print(flush())
print(2 + 3 * 4 ^ 2 / 2, (2 + 3) * 4, 2 ^ -3 ^ 2 == 2 ^ -(3 ^ 2), -3 ^ 2, not 1 == 2, not (1 == 2))
print(1 .. 2 .. 3, "a" .. 1 + 2 .. "b", 1 + 1 == 2 and "eq", 5 & 6 | 1 ~ 3, 1 << 2 + 1, 3 | 4 == 7, ~5 & 0xF)
print(1 < 2 and 2 < 3, 1 or error("short"), nil and error("short"), false == nil, nil == nil)
print(#"abc" + 1, -"2" + 0, - -2, not not nil, ~~5, -2 ^ 2, 2 ^ 0.5 == math.sqrt(2))
print(7 // 2 * 2 + 7 % 2, 2 * 3 // 4, 8 % 3 ^ 2, 1 + 2 < 4, "abc" < "abd" == true)
local a <const>, b <const> = 10, 20
print(a + b, a .. b)
local x = 1
local function change() x = 2 return 3 end
print(x + change(), x)
local s = ""
for i = 1, 3 do for j = i, 3 do if (i + j) % 2 == 0 then s = s .. i .. j .. " " end end end
print(s)
local i = 10
repeat local j = i i = i - 3 until j < 5
print(i)
while true do i = i + 1 if i > 5 then break end end
print(i)
for k = 10, 1, -4 do io.write(k, " ") end
for k = 1, 2 do local k = k * 10 io.write(k, " ") end
print()
do local x = x x = x + 1 print(x) end
print(x)
local function multi() return 1, 2, 3 end
local p, q, r, z = multi()
print(p, q, r, z, (multi()), ({ multi(), multi() })[4])
