package main

import (
	"fmt"
	"time"
)

func main() {
	d := 90*time.Minute + 30*time.Second + 5*time.Millisecond
	fmt.Println(d.Hours())
	fmt.Println(d.Minutes())
	fmt.Println(d.Seconds())
	fmt.Println(d.Milliseconds())
	fmt.Println(d.Microseconds())
	fmt.Println(d.Nanoseconds())
	fmt.Println(d.String())
	fmt.Println((-d).Abs())

}
