package main

import (
	"fmt"
	"time"
)

func main() {
	const N = 5000
	shared := make(chan bool)
	own := []chan bool{}
	done := make(chan bool)
	for range N {
		mine := make(chan bool)
		own = append(own, mine)
		go func() {
			select {
			case <-shared:
			case <-mine:
			}
			done <- true
		}()
	}
	time.Sleep(time.Millisecond)
	for i := N - 1; i >= 0; i-- {
		own[i] <- true
	}
	for range N {
		<-done
	}
	fmt.Println("done")

}
