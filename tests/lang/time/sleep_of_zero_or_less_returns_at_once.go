package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	time.Sleep(0)
	time.Sleep(-time.Hour)
	fmt.Println(time.Since(start) < time.Second)

}
