-- A loop that is preempted under gosh, and then a hook: it sees every line.
local began = os.clock()
while os.clock() - began < 0.1 do end
local lines = {}
debug.sethook(function(_, line) lines[#lines + 1] = line end, "l")
local a = 1
local b = a
debug.sethook()
print(table.concat(lines, " "))
