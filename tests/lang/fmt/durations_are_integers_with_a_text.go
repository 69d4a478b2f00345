package main

import (
	"fmt"
	"time"
)

func main() {
	d := 1500 * time.Millisecond
	fmt.Printf("%v %s %d %T %q %8v|%t\n", d, d, d, d, d, d, d)
	fmt.Println([]any{d})
}
