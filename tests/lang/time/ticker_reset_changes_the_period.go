package main

import (
	"fmt"
	"time"
)

func main() {
	ticker := time.NewTicker(time.Hour)
	ticker.Reset(20 * time.Millisecond)
	start := time.Now()
	<-ticker.C
	<-ticker.C
	fmt.Println(time.Since(start) < time.Minute)

}
