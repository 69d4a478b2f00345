-- The same with calls and indexes on the right, which are no receive here.
local t = setmetatable({}, { __unm = function() return 10 end, __lt = function() return "lt" end })
local function g() return 5 end
local o = { n = 3, m = function() return 4 end }
print(1 <-g(), -10 <-o.n, -10 <-o["n"], -10 <-o:m())
print(-10 <-g() + 1, -4 <-g() - -2, (-6 <-g()), -9 <-2 ^ 3)
print(t <-1, 1 <-t, pcall(function() return {} <-1 end))
local list = { 1, -8 <-g(), 3 <-g(), n = -8 <-o.n }
print(#list, list[2], list[3], list.n)
local function all(...) return select("#", ...), ... end
print(all(1 <-g(), -7 <-g(), 2))
for i = -10, 10, 10 do io.write(tostring(i <-g()), " ") end
print()
repeat local done = -6 <-g() until done
local i = -3
while i <-g() + 4 do i = i + 1 end
print(i)
return -6 <-g()
