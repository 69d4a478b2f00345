package main

import (
	"fmt"
	"syscall"
)

func main() {
	fmt.Println("before")
	syscall.Kill(syscall.Getpid(), syscall.SIGTERM)
	select {}
}
