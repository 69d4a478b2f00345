package main

import (
	"fmt"
	"time"
)

func main() {
	ticker := time.NewTicker(time.Second)
	time.Sleep(3500 * time.Millisecond)
	n := 0
	for range 3 {
		select {
		case <-ticker.C:
			n += 1
		default:
		}
	}
	fmt.Println(n)
}
