-- `<-` inside an expression on one line is less-than and a minus, `<--` is less-than and a comment.
local a, b, c = 1, 2, -3
print(a <-b, c <-b, c<-b, c <- b, c < -b)
if c <-b then print("if") end
while a <-5 do error("not here") end
print((c <-b) and "yes" or "no", ({ c <-b })[1], not (a <-b))
local t = { x = c <-b, [1] = a <-b }
print(t.x, t[1], #t)
local function f(x) return x <-1 end
print(f(-2), f(0), f(-1))
print(a <--comment
b)
print(c <--[[ inline ]] b)
print(a
< -b, (a
<-b))
local r = c <-b == true
print(r, a <-b == false, c <-b and a <-b, c - -b <-b)
print("<-", [[ch <- v]], '<-ch') -- <- in a comment
--[[ ch <- v
<-ch ]]
print(1 <-1, 1 << -1 == 0, 1 <~-1, -1 <- -2, 2 <-(-3))
print(a <-#"xy")
