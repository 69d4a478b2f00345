package main

import (
	"fmt"
	"time"
)

func main() {
	go func() {
		time.Sleep(20 * time.Millisecond)
		fmt.Println("woke")
	}()
	<-make(chan int)

}
