-- Hooks that inspect: arguments and results in transfer, locals of the caller, errors, their own replacement.
local on, log = false, {}
debug.sethook(function(event)
    if not on then return end
    local info, values = debug.getinfo(2, "rnS"), {}
    for i = info.ftransfer, info.ftransfer + info.ntransfer - 1 do
        values[#values + 1] = tostring(select(2, debug.getlocal(2, i)))
    end
    log[#log + 1] = event .. "(" .. table.concat(values, ",") .. ")"
end, "cr")
on = true
select(2, "a", "b", "c")
on = false
debug.sethook()
print(table.concat(log, " "))

local seen = {}
local function work(a, b)
    local sum = a + b
    return sum * 2
end
debug.sethook(function(_, line)
    local name, value = debug.getlocal(2, 3)
    if name == "sum" then seen[#seen + 1] = value end
end, "l")
work(1, 2)
work(3, 4)
debug.sethook()
print(table.concat(seen, " "))

local function counted(count, f)
    local n = 0
    debug.sethook(function() n = n + 1 end, "", count)
    f()
    debug.sethook()
    return n
end
local few = counted(1, function() for i = 1, 1000 do end end)
local fewer = counted(4, function() for i = 1, 1000 do end end)
print(few > 1000 and few < 1020, fewer > 248 and fewer < 258, counted(5000, function() for i = 1, 1000 do end end))

local values
debug.sethook(function() end, "", 1)
values = { table.unpack({ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }) }
debug.sethook()
print(#values, values[10])

local turns = 0
local ok, message = pcall(function()
    debug.sethook(function() turns = turns + 1 if turns == 3 then debug.sethook() error("stopped by the hook", 0) end end, "", 100000)
    while true do end
end)
print(ok, message, turns, debug.gethook())

local order = {}
debug.sethook(function()
    order[#order + 1] = "first"
    debug.sethook(function() order[#order + 1] = "second" debug.sethook() end, "l")
end, "l")
local a = 1
local b = 2
local c = 3
print(table.concat(order, " "))

local hooked = {}
local co = coroutine.create(function()
    for i = 1, 3 do coroutine.yield(i) end
end)
debug.sethook(co, function(event) hooked[#hooked + 1] = event end, "cr")
repeat until not coroutine.resume(co)
print(table.concat(hooked, " "))

local names = {}
debug.sethook(function(event) names[#names + 1] = event .. ":" .. tostring(debug.getinfo(2, "n").name) end, "c")
local function tail() return 1 end
local function caller() return tail() end
caller()
debug.sethook()
print(table.concat(names, " "))

local long = 0
debug.sethook(function() long = long + 1 end, "", 1000000)
local x = 0
while long < 60 do x = x + 1 end
debug.sethook()
print(x > 1000000)
-- marked: marks are calls
