-- Writes a file, and reads it again by lines, numbers and as a whole.
local name = os.tmpname()
for _ = 1, 3 do
    local f = assert(io.open(name, "w"))
    for i = 1, 300000 do f:write(i, " is a number and this a line\n") end
    f:close()
    local count, length = 0, 0
    for line in io.lines(name) do
        count = count + 1
        length = length + #line
    end
    local sum = 0
    f = assert(io.open(name))
    for _ = 1, 100000 do
        sum = sum + f:read("n")
        f:read("l")
    end
    f:close()
    f = assert(io.open(name))
    local all = f:read("a")
    f:close()
    io.write(count, " ", length, " ", sum, " ", #all, "\n")
end
os.remove(name)
