package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	var p os.Process
	fmt.Println(p.Kill())
	fmt.Println(p.Signal(syscall.SIGTERM))
	zero, err := os.FindProcess(0)
	fmt.Println(zero.Signal(syscall.SIGTERM), err)
}
