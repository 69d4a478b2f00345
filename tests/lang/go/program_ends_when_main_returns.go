package main

import (
	"fmt"
	"time"
)

func main() {
	go func() {
		defer func() { fmt.Println("deferred") }()
		time.Sleep(time.Hour)
		fmt.Println("never")
	}()
	time.Sleep(time.Millisecond)
	fmt.Println("main returns")

}
