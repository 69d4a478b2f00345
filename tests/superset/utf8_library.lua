-- utf8: char, codepoint, len, offset, codes, strictness.
local s = "aé€😀"
print(#s, utf8.len(s), utf8.char(97, 233, 8364, 128512) == s, utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")
print(utf8.codepoint(s, 1, -1))
for p, c in utf8.codes(s) do io.write(p, ":", c, " ") end
print()
print(utf8.offset(s, 3), utf8.offset(s, -1), utf8.offset(s, 5), utf8.offset(s, 6), utf8.offset(s, 0, 3))
print(utf8.len("\xff"), utf8.len("abc\xE4"), utf8.len(s, 2, 3), utf8.len(s, -4), utf8.len(""))
print(pcall(utf8.codepoint, "\xff"))
print(pcall(utf8.len, s, 20))
print(pcall(utf8.char, -1))
print(pcall(utf8.offset, s, 1, 3))
print(pcall(function() for _ in utf8.codes("a\xffb") do end end))
for c in s:gmatch(utf8.charpattern) do io.write(#c, " ") end
print()
print(utf8.len("\u{7FFFFFFF}"), utf8.len("\u{7FFFFFFF}", 1, -1, true), utf8.codepoint("\u{D7FF}"), utf8.len("\u{D800}", 1, -1, true), utf8.len("\xED\xA0\x80"))
print(utf8.char(), utf8.char(72, 228, 108, 108, 111), utf8.char(0x7FFFFFFF):byte(1, -1))
