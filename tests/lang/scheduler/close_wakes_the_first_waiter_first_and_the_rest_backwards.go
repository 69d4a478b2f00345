package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	said := ""
	for i := range 5 {
		go func() {
			<-ch
			said += fmt.Sprintf(" w%d", i)
		}()
		time.Sleep(time.Millisecond)
	}
	close(ch)
	time.Sleep(time.Millisecond)
	fmt.Println("order:" + said)

}
