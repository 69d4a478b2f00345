package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGUSR1)
	close(ch)
	syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)
	select {}
}
