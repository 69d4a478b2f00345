-- Strings built piece by piece, joined, formatted, matched and dropped.
local length = 0
for round = 1, 60 do
    local parts, text = {}, ""
    for i = 1, 20000 do
        parts[i] = string.format("%d:%s;", i, "item" .. i)
    end
    for i = 1, 2000 do
        text = text .. parts[i]
    end
    length = length + #table.concat(parts) + #text
    for key, item in text:gmatch("(%d+):(%w+)") do
        length = length + #key - #item
    end
    length = length + select(2, text:gsub("item", "thing"))
end
assert(length == 19054440)
