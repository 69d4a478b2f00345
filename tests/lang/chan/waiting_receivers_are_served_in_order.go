package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	said := ""
	for i := range 3 {
		go func() {
			v := <-ch
			said += fmt.Sprintf(" receiver%d=%d", i, v)
		}()
		time.Sleep(time.Millisecond)
	}
	for v := range 3 {
		ch <- v
	}
	time.Sleep(time.Millisecond)
	fmt.Println("run order:" + said)

}
