-- Tables made, filled, sorted, read and dropped: allocator and collector at work.
local keep = 0
for round = 1, 6 do
    local list, index = {}, {}
    for i = 1, 60000 do
        local entry = { id = i, key = (i * 7919) % 60001 }
        list[#list + 1] = entry
        index[entry.key] = entry
    end
    table.sort(list, function(a, b) return a.key < b.key end)
    for i = 1, #list do
        keep = keep + index[list[i].key].id % 2
    end
end
assert(keep == 6 * 30000)
