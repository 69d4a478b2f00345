-- goto: continue, nested loops, redo, closures that leave a block, labels of the same name.
for i = 1, 3 do
    for j = 1, 3 do
        if j == 2 then goto next_j end
        if i == 2 then goto next_i end
        io.write(i, ":", j, " ")
        ::next_j::
    end
    ::next_i::
end
print()
do
    local k = 0
    ::redo::
    k = k + 1
    if k < 4 then goto redo end
    print(k)
end
do
    local closures = {}
    local i = 1
    ::top::
    do
        local captured = i * 10
        closures[#closures + 1] = function() captured = captured + 1 return captured end
    end
    i = i + 1
    if i <= 3 then goto top end
    print(closures[1](), closures[1](), closures[2](), closures[3]())
end
do goto l1; ::l1:: ; end
do goto l1; ::l1:: ; end
local n = 0
while true do
    while true do
        n = n + 1
        if n > 5 then goto out end
    end
end
::out:: print(n)
repeat
    local stop = n == 6
    n = n + 1
until stop
print(n)
print(load("goto nowhere"))
print(load("do ::x:: end goto x"))
print(load("::a:: ::a::"))
print(load("goto f; local x; ::f:: print(x)"))
print(load("break"))
local function state(input)
    local at, out = 1, {}
    ::read::
    local ch = input:sub(at, at)
    if ch == "" then goto finish end
    at = at + 1
    if ch:match("%d") then goto digit else goto other end
    ::digit:: out[#out + 1] = "d" goto read
    ::other:: out[#out + 1] = "o" goto read
    ::finish:: return table.concat(out)
end
print(state("a1b22"))
