-- Whole small programs: queens, a class hierarchy, JSON, a priority queue, a tokenizer, Life, memoised words.
local function queens(n)
    local count, cols, d1, d2 = 0, {}, {}, {}
    local function place(r)
        if r > n then count = count + 1 return end
        for c = 1, n do
            if not (cols[c] or d1[r + c] or d2[r - c + n]) then
                cols[c], d1[r + c], d2[r - c + n] = true, true, true
                place(r + 1)
                cols[c], d1[r + c], d2[r - c + n] = nil, nil, nil
            end
        end
    end
    place(1)
    return count
end
print(queens(6), queens(8))
local Animal = {} Animal.__index = Animal
function Animal.new(name) return setmetatable({ name = name }, Animal) end
function Animal:speak() return self.name .. " makes a sound" end
local Dog = setmetatable({}, { __index = Animal }) Dog.__index = Dog
function Dog.new(name) local d = Animal.new(name) return setmetatable(d, Dog) end
function Dog:speak() return Animal.speak(self) .. ": woof" end
print(Animal.new("cat"):speak(), Dog.new("rex"):speak())
local function encode(v)
    if type(v) == "table" then
        local out = {}
        if #v > 0 then for i, x in ipairs(v) do out[i] = encode(x) end return "[" .. table.concat(out, ",") .. "]" end
        local keys = {}
        for k in pairs(v) do keys[#keys + 1] = k end
        table.sort(keys)
        for i, k in ipairs(keys) do out[i] = string.format("%q:%s", k, encode(v[k])) end
        return "{" .. table.concat(out, ",") .. "}"
    elseif type(v) == "string" then return string.format("%q", v) end
    return tostring(v)
end
print(encode { a = { 1, 2.5, true }, b = "x\"y", c = { d = {} } })
local function heap(less)
    local h = {}
    return function(v)
        h[#h + 1] = v
        local i = #h
        while i > 1 and less(h[i], h[i // 2]) do h[i], h[i // 2] = h[i // 2], h[i] i = i // 2 end
    end, function()
        local top = h[1]
        h[1] = h[#h] h[#h] = nil
        local i = 1
        while true do
            local m = i
            for c = 2 * i, 2 * i + 1 do if h[c] and less(h[c], h[m]) then m = c end end
            if m == i then return top end
            h[i], h[m] = h[m], h[i] i = m
        end
    end
end
local push, pop = heap(function(a, b) return a < b end)
for _, v in ipairs { 5, 2, 9, 1, 7, 3 } do push(v) end
for _ = 1, 6 do io.write(pop(), " ") end
print()
local function eval(text)
    local tokens, at = {}, 1
    for number, op in text:gmatch("%s*(%d*)%s*([-+*/()]?)") do
        if number ~= "" then tokens[#tokens + 1] = tonumber(number) end
        if op ~= "" then tokens[#tokens + 1] = op end
    end
    local expr
    local function atom()
        local t = tokens[at] at = at + 1
        if t == "(" then local v = expr(1) at = at + 1 return v elseif t == "-" then return -atom() end
        return t
    end
    local prec = { ["+"] = 1, ["-"] = 1, ["*"] = 2, ["/"] = 2 }
    function expr(min)
        local left = atom()
        while prec[tokens[at]] and prec[tokens[at]] >= min do
            local op = tokens[at] at = at + 1
            local right = expr(prec[op] + 1)
            if op == "+" then left = left + right elseif op == "-" then left = left - right elseif op == "*" then left = left * right else left = left / right end
        end
        return left
    end
    return expr(1)
end
print(eval("1 + 2 * 3"), eval("(1 + 2) * 3 - 4 / 2"), eval("-(2 - 5) * 10"))
local grid = {}
for y = 1, 8 do grid[y] = {} for x = 1, 8 do grid[y][x] = 0 end end
grid[1][2], grid[2][3], grid[3][1], grid[3][2], grid[3][3] = 1, 1, 1, 1, 1
for _ = 1, 8 do
    local new = {}
    for y = 1, 8 do
        new[y] = {}
        for x = 1, 8 do
            local n = 0
            for dy = -1, 1 do for dx = -1, 1 do if dx ~= 0 or dy ~= 0 then n = n + grid[(y + dy - 1) % 8 + 1][(x + dx - 1) % 8 + 1] end end end
            new[y][x] = (n == 3 or n == 2 and grid[y][x] == 1) and 1 or 0
        end
    end
    grid = new
end
for y = 1, 8 do io.write(table.concat(grid[y]), " ") end
print()
local counts = {}
for w in ("the cat and the dog and the bird"):gmatch("%a+") do counts[w] = (counts[w] or 0) + 1 end
local names = {}
for w in pairs(counts) do names[#names + 1] = w end
table.sort(names, function(a, b) return counts[a] > counts[b] or counts[a] == counts[b] and a < b end)
for _, w in ipairs(names) do io.write(w, "=", counts[w], " ") end
print()
local function hanoi(n, a, b, c) if n == 0 then return 0 end return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a) end
print(hanoi(15, "a", "b", "c"))
local function levenshtein(a, b)
    local row = {}
    for j = 0, #b do row[j] = j end
    for i = 1, #a do
        local last, prev = i, i - 1
        for j = 1, #b do
            local cost = a:byte(i) == b:byte(j) and prev or 1 + math.min(prev, row[j], last)
            prev, row[j - 1], last = row[j], last, cost
        end
        row[#b] = last
    end
    return row[#b]
end
print(levenshtein("kitten", "sitting"), levenshtein("", "abc"), levenshtein("flaw", "lawn"))
