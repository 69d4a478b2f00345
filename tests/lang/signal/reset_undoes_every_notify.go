package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	a, b := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(a, syscall.SIGTERM, syscall.SIGUSR2)
	signal.Notify(b, syscall.SIGTERM)
	signal.Reset(syscall.SIGTERM)
	syscall.Kill(os.Getpid(), syscall.SIGUSR2)
	fmt.Println(<-a)
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	select {}
}
