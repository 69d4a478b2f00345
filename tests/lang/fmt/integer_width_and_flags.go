package main

import "fmt"

func main() {
	fmt.Printf("|%5d|%-5d|%05d|%+d|% d|%+05d|%x|% x|\n", 42, 42, 42, 42, 42, 42, 42, 42)
	fmt.Printf("|%8.3d|%-8.3d|%08.3d|%.0d|\n", 7, 7, 7, 0)
	fmt.Printf("|%6c|%-6c|%6U|%#08x|\n", 97, 97, 97, 255)
	fmt.Printf("|%5d|%05d|%-5d|\n", -42, -42, -42)

}
