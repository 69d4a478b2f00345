package main

import (
	"fmt"
	"time"
)

func main() {
	ticker := time.NewTicker(10 * time.Millisecond)
	time.Sleep(35 * time.Millisecond)
	count := 0
	for range 5 {
		select {
		case <-ticker.C:
			count += 1
		default:
		}
	}
	ticker.Stop()
	fmt.Println("ticks:", count)
}
