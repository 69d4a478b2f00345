package main

import (
	"fmt"
	"time"
)

func main() {
	ticker := time.NewTicker(time.Second)
	<-make(chan int)
	fmt.Println(ticker)

}
