package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	fmt.Println(syscall.Kill(99999999, syscall.SIGTERM))
	fmt.Println(syscall.Kill(os.Getpid(), syscall.Signal(100)))
	p, err := os.FindProcess(99999999)
	fmt.Println(p.Pid, err, p.Signal(os.Interrupt), p.Kill())
}
