package main

import (
	"fmt"
	"time"
)

func main() {
	timer := time.NewTimer(5 * time.Millisecond)
	time.Sleep(20 * time.Millisecond)
	fmt.Println(len(timer.C), cap(timer.C))
	<-timer.C
	fmt.Println("received all the same")

}
