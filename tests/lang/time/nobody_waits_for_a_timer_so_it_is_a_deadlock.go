package main

import (
	"fmt"
	"time"
)

func main() {
	timer := time.NewTimer(2 * time.Second)
	start := time.Now()
	<-make(chan int)
	fmt.Println(timer, start)

}
