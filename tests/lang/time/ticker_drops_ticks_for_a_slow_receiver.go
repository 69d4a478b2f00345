package main

import (
	"fmt"
	"time"
)

func main() {
	ticker := time.NewTicker(50 * time.Millisecond)
	time.Sleep(225 * time.Millisecond)
	count := 0
	for range 5 {
		select {
		case <-ticker.C:
			count++
		default:
		}
	}
	fmt.Println(count)

}
