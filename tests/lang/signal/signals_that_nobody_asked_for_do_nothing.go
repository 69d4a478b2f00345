package main

import (
	"fmt"
	"syscall"
)

func main() {
	signals := []syscall.Signal{syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGPIPE, syscall.SIGALRM, syscall.SIGXCPU, syscall.SIGXFSZ,
		syscall.SIGVTALRM, syscall.SIGPROF, syscall.SIGIO, syscall.SIGPWR, syscall.SIGCHLD, syscall.SIGCONT, syscall.SIGURG,
		syscall.SIGWINCH, syscall.Signal(40)}
	for _, sig := range signals {
		syscall.Kill(syscall.Getpid(), sig)
	}
	fmt.Println("after")
}
