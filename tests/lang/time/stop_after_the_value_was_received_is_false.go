package main

import (
	"fmt"
	"time"
)

func main() {
	timer := time.NewTimer(5 * time.Millisecond)
	<-timer.C
	fmt.Println(timer.Stop())

}
