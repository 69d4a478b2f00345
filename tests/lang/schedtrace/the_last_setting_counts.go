package main

import (
	"fmt"
	"time"
)

func main() {
	time.Sleep(30 * time.Millisecond)
	fmt.Println("quiet")
}
