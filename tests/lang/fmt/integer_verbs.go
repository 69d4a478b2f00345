package main

import "fmt"

func main() {
	fmt.Printf("%d %b %o %O %x %X %c %U %q\n", 65, 65, 65, 65, 65, 65, 65, 65, 65)
	fmt.Printf("%#x %#X %#o %#b %#U %#q\n", 255, 255, 8, 5, 8984, 120)
	fmt.Printf("%x %X %d\n", -255, -255, -255)
	fmt.Printf("%v %d\n", 9223372036854775807, -9223372036854775807)

}
