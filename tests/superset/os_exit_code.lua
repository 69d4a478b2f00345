-- A program's own exit code; what is pending is closed when it asks for that.
local held <close> = setmetatable({}, { __close = function() print("closed on the way out") end })
gone = setmetatable({}, { __gc = function() print("collected on the way out") end })
io.write("no newline at the end")
print()
os.exit(7, true)
print("never")
