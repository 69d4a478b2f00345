package main

import (
	"fmt"
	"time"
)

func main() {
	d := 1*time.Hour + 15*time.Minute + 30918273645*time.Nanosecond
	fmt.Println(d.Round(time.Millisecond), d.Truncate(time.Millisecond))
	fmt.Println(d.Round(time.Second), d.Truncate(time.Second))
	fmt.Println(d.Round(time.Hour), d.Truncate(time.Hour))
	fmt.Println(d.Round(0))

}
