package main

import (
	"fmt"
	"time"
)

func main() {
	said := make(chan string, 3)
	for _, ms := range []int{60, 20, 40} {
		go func() {
			time.Sleep(time.Duration(ms) * time.Millisecond)
			said <- fmt.Sprint(ms, "ms")
		}()
	}
	fmt.Println(<-said, <-said, <-said)

}
