package main

import (
	"fmt"
	"time"
)

func main() {
	ran := false
	go func() { ran = true }()
	n := 0
	for n < 100000000 {
		n += 1
	}
	fmt.Println(ran)
	time.Sleep(1)
	fmt.Println(ran)
}
