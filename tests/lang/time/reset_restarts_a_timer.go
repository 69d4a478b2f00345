package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	timer := time.NewTimer(time.Hour)
	fmt.Println(timer.Reset(10 * time.Millisecond))
	<-timer.C
	fmt.Println(time.Since(start) < time.Minute)
	fmt.Println(timer.Reset(10 * time.Millisecond))
	<-timer.C
	fmt.Println("again")

}
