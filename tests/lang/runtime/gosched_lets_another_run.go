package main

import (
	"fmt"
	"runtime"
)

func main() {
	said := ""
	go func() {
		said += " other"
	}()
	said += " main"
	for range 5 {
		runtime.Gosched()
	}
	fmt.Println("order:" + said)

}
