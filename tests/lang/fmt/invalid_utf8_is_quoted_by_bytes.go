package main

import "fmt"

func main() {
	fmt.Printf("%q %x %s|\n", "a\xffb", "a\xffb", "ok")

}
