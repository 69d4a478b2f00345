package main

import (
	"fmt"
	"time"
)

func worker(n int) {
	panic("in worker")
}

func main() {
	go worker(1)
	time.Sleep(time.Second)
	fmt.Println("never")

}
