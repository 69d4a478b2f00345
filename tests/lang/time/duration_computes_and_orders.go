package main

import (
	"fmt"
	"time"
)

func main() {
	d := 2 * time.Second
	fmt.Println(d + 500*time.Millisecond)
	fmt.Println(d - 3*time.Second)
	fmt.Println(d * 3)
	fmt.Println(d < time.Minute, d >= 2*time.Second, d == time.Duration(2000000000))
	fmt.Println(time.Duration(2.9 * 1000))

}
