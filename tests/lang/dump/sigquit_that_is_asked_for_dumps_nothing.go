package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGQUIT)
	syscall.Kill(syscall.Getpid(), syscall.SIGQUIT)
	fmt.Println(<-c)
}
