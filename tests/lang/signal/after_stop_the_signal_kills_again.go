package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	a, b := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(a, syscall.SIGHUP)
	signal.Notify(b, syscall.SIGHUP)
	signal.Stop(a)
	syscall.Kill(os.Getpid(), syscall.SIGHUP)
	fmt.Println(<-b, len(a))
	signal.Stop(b)
	syscall.Kill(os.Getpid(), syscall.SIGHUP)
	select {}
}
