package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	sigs := make(chan os.Signal, 10)
	signal.Notify(sigs)
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR2, syscall.SIGALRM, syscall.SIGCONT} {
		syscall.Kill(os.Getpid(), sig)
		got := <-sigs
		for got == syscall.SIGURG { // Go's own, for preemption
			got = <-sigs
		}
		fmt.Println(got)
	}
}
