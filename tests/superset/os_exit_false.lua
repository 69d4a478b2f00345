-- false is the failure code, and without `close` nothing is finalized.
gone = setmetatable({}, { __gc = function() print("never") end })
print(pcall(function() os.exit("x") end) == false)
coroutine.wrap(function() pcall(function() os.exit(false) end) end)()
print("never")
