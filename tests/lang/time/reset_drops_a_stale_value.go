package main

import (
	"fmt"
	"time"
)

func main() {
	timer := time.NewTimer(5 * time.Millisecond)
	time.Sleep(20 * time.Millisecond)
	start := time.Now()
	timer.Reset(40 * time.Millisecond)
	<-timer.C
	fmt.Println(time.Since(start) >= 40*time.Millisecond)

}
