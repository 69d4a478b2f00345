package main

import (
	"fmt"
	"runtime"
)

func main() {
	go fmt.Println("a")
	runtime.Gosched()
	fmt.Println("b")
}
