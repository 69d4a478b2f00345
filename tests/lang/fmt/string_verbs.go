package main

import "fmt"

func main() {
	fmt.Printf("%s %v %q %x %X %#q %+q %T\n", "hi", "hi", "hi", "hi", "hi", "hi", "hé", "hi")
	fmt.Printf("|%5s|%-5s|%.2s|%5.1s|%05s|\n", "abc", "abc", "abc", "abc", "abc")
	fmt.Printf("% x|%#x|% X|%# x\n", "abc", "abc", "abc", "abc")
	fmt.Printf("%q %q\n", "a\tb\n\"c\"\\", "\x00\x7f")

}
