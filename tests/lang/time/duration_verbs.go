package main

import (
	"fmt"
	"time"
)

func main() {
	d := 1500 * time.Millisecond
	fmt.Printf("%v|%s|%d|%T|%10v|%-8v|%q\n", d, d, d, d, d, d, d)

}
