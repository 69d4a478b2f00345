package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	<-time.After(30 * time.Millisecond)
	elapsed := time.Since(start)
	fmt.Println(elapsed >= 30*time.Millisecond, elapsed < time.Second)

}
