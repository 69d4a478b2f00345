package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println(time.Duration(0))
	fmt.Println(time.Duration(1))
	fmt.Println(1100 * time.Nanosecond)
	fmt.Println(2200 * time.Microsecond)
	fmt.Println(3300 * time.Millisecond)
	fmt.Println(4*time.Minute + 5*time.Second)
	fmt.Println(5*time.Hour + 6*time.Minute + 7001*time.Millisecond)
	fmt.Println(-time.Second)
	fmt.Println(8*time.Hour + time.Nanosecond)

}
