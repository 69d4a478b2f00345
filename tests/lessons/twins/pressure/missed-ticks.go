package main

import (
	"fmt"
	"time"
)

func main() {
	ticker := time.NewTicker(time.Second)
	time.Sleep(3500 * time.Millisecond) // busy
	found := 0
	for range 2 {
		select {
		case <-ticker.C:
			found += 1
		default:
		}
	}
	fmt.Println(found)
	ticker.Stop()
}
