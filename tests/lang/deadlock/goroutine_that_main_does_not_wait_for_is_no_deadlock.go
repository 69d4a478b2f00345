package main

import (
	"fmt"
	"time"
)

func main() {
	go func() {
		<-make(chan int)
	}()
	time.Sleep(time.Millisecond)
	fmt.Println("fine")

}
