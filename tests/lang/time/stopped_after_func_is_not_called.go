package main

import (
	"fmt"
	"time"
)

func main() {
	timer := time.AfterFunc(5*time.Millisecond, func() { fmt.Println("called") })
	fmt.Println(timer.Stop())
	time.Sleep(20 * time.Millisecond)
	fmt.Println("not called")

}
