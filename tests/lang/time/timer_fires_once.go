package main

import (
	"fmt"
	"time"
)

func main() {
	timer := time.NewTimer(5 * time.Millisecond)
	<-timer.C
	select {
	case <-timer.C:
		fmt.Println("again")
	case <-time.After(20 * time.Millisecond):
		fmt.Println("once")
	}

}
