-- A yield through pcall, xpcall, metamethods, iterators, dofile and __close; and where Lua cannot.
local yield = coroutine.yield
local function drive(f, ...)
    local co = coroutine.create(f)
    local out, args = {}, table.pack(...)
    while true do
        local r = table.pack(coroutine.resume(co, table.unpack(args, 1, args.n)))
        out[#out + 1] = tostring(r[2])
        if not r[1] then out[#out + 1] = "FAILED" break end
        if coroutine.status(co) == "dead" then break end
        args = table.pack(r[2])
    end
    print(table.concat(out, " "))
end
drive(function() local ok, v = pcall(function() return yield("in pcall") end) return v .. "!" end)
drive(function() local ok, v = pcall(function() yield("before") error("after yield", 0) end) return v end)
drive(function() return select(2, xpcall(function() yield("x") error("e", 0) end, function(m) return "handled " .. m end)) end)
drive(function() return select(2, pcall(pcall, pcall, function() yield("deep") error("z", 0) end)) end)
local mt = {}
for _, name in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat", "lt", "le", "eq" } do
    mt["__" .. name] = function(a, b) return yield(name) == name end
end
mt.__unm = function() return yield("unm") end
mt.__bnot = function() return yield("bnot") end
mt.__len = function() return yield("len") end
mt.__index = function(_, k) return yield("index " .. k) end
mt.__newindex = function(_, k, v) yield("newindex " .. k) end
mt.__call = function(_, x) return yield("call " .. x) end
local function o() return setmetatable({}, mt) end
drive(function() local a, b = o(), o() return tostring(a + b) .. tostring(a - 1) .. tostring(2 * b) .. tostring(a / b) .. tostring(a % b) end)
drive(function() local a, b = o(), o() return tostring(a ^ b) .. tostring(a // 1) .. tostring(a & 1) .. tostring(1 | b) .. tostring(a ~ b) end)
drive(function() local a, b = o(), o() return tostring(a << 1) .. tostring(a >> b) .. tostring(-a) .. tostring(~b) .. tostring(#a) end)
drive(function() local a, b = o(), o() return tostring(a .. b) .. tostring("x" .. a .. "y") .. tostring(a < b) .. tostring(a >= b) .. tostring(a == b) .. tostring(a ~= b) end)
drive(function() local a = o() a.k = 1 if a < 1 then return a.name .. a(5) end return "no" end)
drive(function() local s = "" for v in function(_, last) local n = (last or 0) + 1 if n < 4 then return yield(n) end end do s = s .. v end return s end)
drive(function() local s = 0 for k, v in pairs(setmetatable({}, { __pairs = function() yield("pairs") return next, { 5 } end })) do s = s + v end return s end)
drive(function() do local c <close> = setmetatable({}, { __close = function() yield("closing") end }) yield("inside") end return "after" end)
drive(function() local ok, e = pcall(function() local c <close> = setmetatable({}, { __close = function(_, e) yield("closing on " .. e) end }) error("err", 0) end) return e end)
drive(function() local t = {} for i = 1, 3 do t[i] = yield(i) end return table.concat(t) end)
drive(function(...) return select("#", ...) .. tostring((yield(...))) end, "vararg")
local name = os.tmpname()
local file = io.open(name, "w")
file:write("local x = coroutine.yield('from a file') return x .. ' back'")
file:close()
drive(function() return dofile(name) end)
drive(function() return loadfile(name)() end)
os.remove(name)
drive(function() return coroutine.wrap(function() return 7 end)() .. yield("mixed") end)
drive(function() local inner = coroutine.wrap(function() yield("inner 1") yield("inner 2") end) inner() yield("outer") inner() return "done" end)
print((pcall(coroutine.wrap(function() table.sort({ 3, 2, 1 }, function(a, b) yield() return a < b end) end))))
print((pcall(coroutine.wrap(function() string.gsub("abc", ".", function() yield() end) end))))
print((pcall(coroutine.wrap(function() return load(function() yield() end) end))))
print(coroutine.wrap(function() return coroutine.isyieldable(), (table.pack(string.gsub("a", "a", function() return tostring(coroutine.isyieldable()) end)))[1] end)())
local function rec(n) if n == 0 then yield("deep") return 0 end return 1 + rec(n - 1) end
drive(function() return rec(5000) end)
local function recp(n) if n == 0 then yield("deep pcall") return 0 end local _, v = pcall(recp, n - 1) return v + 1 end
drive(function() return recp(100) end)
