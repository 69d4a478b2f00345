package main

import (
	"fmt"
	"time"
)

func main() {
	results := make(chan int)
	start := time.Now()
	select {
	case res := <-results:
		fmt.Println("result", res)
	case <-time.After(3 * time.Second):
		fmt.Println("no result after", time.Since(start).Round(time.Second))
	}
}
