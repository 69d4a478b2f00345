package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := []os.Signal{syscall.SIGABRT, syscall.SIGALRM, syscall.SIGCHLD, syscall.SIGCONT, syscall.SIGHUP, syscall.SIGINT,
		syscall.SIGIO, syscall.SIGPIPE, syscall.SIGPWR, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGTSTP,
		syscall.SIGTTIN, syscall.SIGTTOU, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGVTALRM, syscall.SIGWINCH,
		syscall.SIGXCPU, syscall.SIGXFSZ}
	ch := make(chan os.Signal, 1)
	for _, sig := range signals {
		signal.Notify(ch, sig)
		syscall.Kill(syscall.Getpid(), sig.(syscall.Signal))
		fmt.Println(<-ch)
		signal.Stop(ch)
	}
}
