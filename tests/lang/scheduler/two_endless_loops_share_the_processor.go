package main

import (
	"fmt"
	"time"
)

func main() {
	counts := []int{0, 0}
	for i := range 2 {
		go func() {
			for {
				counts[i]++
			}
		}()
	}
	time.Sleep(200 * time.Millisecond)
	fmt.Println(counts[0] > 0, counts[1] > 0)

}
