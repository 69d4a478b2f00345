package main

import (
	"fmt"
	"time"
)

func main() {
	ticker := time.NewTicker(20 * time.Millisecond)
	start := time.Now()
	for range 3 {
		<-ticker.C
	}
	elapsed := time.Since(start)
	fmt.Println(elapsed >= 60*time.Millisecond, elapsed < time.Second)
	ticker.Stop()
	select {
	case <-ticker.C:
		fmt.Println("tick")
	case <-time.After(50 * time.Millisecond):
		fmt.Println("stopped")
	}

}
