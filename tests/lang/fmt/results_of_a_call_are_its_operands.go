package main

import "fmt"

func main() {
	pair := func() (int, string) { return 1, "two" }
	fmt.Println(pair())
	format := func(a int, b string) string { return fmt.Sprintf("%d-%s", a, b) }
	fmt.Println(format(pair()))

}
