package main

import (
	"fmt"
	"time"
)

func main() {
	timer := time.NewTimer(5 * time.Millisecond)
	fmt.Println(timer.Stop())
	fmt.Println(timer.Stop())
	select {
	case <-timer.C:
		fmt.Println("fired")
	case <-time.After(20 * time.Millisecond):
		fmt.Println("silent")
	}

}
