package main

import (
	"fmt"
	"time"
)

func main() {
	done := make(chan bool)
	timer := time.AfterFunc(5*time.Millisecond, func() {
		fmt.Println("called")
		done <- true
	})
	<-done
	fmt.Println(timer.C == nil, timer.Stop())

}
