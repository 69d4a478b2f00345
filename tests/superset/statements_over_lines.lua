-- Where a statement ends when the line does not, and where a call goes on.
local f = function(...) print("f", ...) return function(...) print("g", ...) return { x = { y = 5 } } end end
local r = f
(1)
(2)
.x
.y
print(r)
local s = ("a"):rep(3)
; (print or error)("parenthesis")
local x = 1 local y = 2 print(x, y) ; ; ;
do local z = x
+ y print(z) end
if x == 1 then print "one" elseif x == 2 then print "two" else print "other" end
local str = (f "string" [[long]]).x.y
local tab = f ({ 1 } and 1) "2" .x
print(type(str), type(tab))
local v = -x ^ 2
print(v, 2 ^ -1, not x == y, not nil == true, 1 .. 2, "a" .. 1 + 2)
a = 1 b = a c = b print(a, b, c)
goto done
print("skipped")
::done:: print("done")
return
