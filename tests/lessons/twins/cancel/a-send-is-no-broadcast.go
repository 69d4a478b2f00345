package main

import (
	"fmt"
	"time"
)

func main() {
	done := make(chan struct{})
	for w := 1; w <= 2; w++ {
		go func() {
			<-done
			fmt.Println("worker", w, "stops")
		}()
	}
	done <- struct{}{}
	time.Sleep(time.Second)
	fmt.Println("end")
}
