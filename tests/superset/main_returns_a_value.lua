-- What the main chunk returns is nobody's business, and the exit code stays 0.
local t = {}
for i, a in ipairs(arg) do t[i] = "<" .. a .. ">" end
print(table.concat(t, " "), ...)
print(arg[0], arg[-1] ~= nil, #arg, select("#", ...))
do return 5, "values", nil end
print("never")
