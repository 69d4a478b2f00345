-- Levels of error, with the places that lua's own program gives.
for l = -1, 6 do print(pcall(error, "m", l)) print(pcall(function() error("m", l) end)) end
print(pcall(error)) print(pcall(error, nil))  print(select("#", pcall(error))) print(pcall(error, "x", "y")) print(pcall(error, 5, 1)) print(pcall(error, "x", 2^40)) print(pcall(error, "x", 1.5))
print(coroutine.wrap(function() return pcall(function() error("in", 3) end) end)())
print(pcall(coroutine.wrap(function() error("in", 3) end)))
print(pcall(string.gsub, "a", "a", function() error("gs", 2) end))
function f() return error("tail", 2) end
print(pcall(f))
