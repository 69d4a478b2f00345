package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	sigs, all := make(chan os.Signal, 1), make(chan os.Signal, 10)
	signal.Notify(sigs, syscall.SIGUSR1, syscall.SIGUSR2)
	signal.Notify(all, syscall.SIGUSR1, syscall.SIGUSR2)
	for _, sig := range []os.Signal{syscall.SIGUSR1, syscall.SIGUSR2} {
		p, _ := os.FindProcess(os.Getpid())
		fmt.Println(p.Signal(sig), <-all)
	}
	fmt.Println(<-sigs, len(sigs))
}
