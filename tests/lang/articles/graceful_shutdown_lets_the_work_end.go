package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func worker(quit <-chan struct{}, done chan<- bool) {
	defer close(done)
	for i := 1; ; i++ {
		select {
		case <-quit:
			fmt.Println("worker: cleaning up after", i-1)
			return
		case <-time.After(20 * time.Millisecond):
		}
		if i == 3 {
			syscall.Kill(os.Getpid(), syscall.SIGTERM)
		}
	}
}

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	quit, done := make(chan struct{}), make(chan bool)
	go worker(quit, done)
	fmt.Println("serving")
	sig := <-stop
	fmt.Println("received", sig)
	close(quit)
	select {
	case <-done:
		fmt.Println("stopped cleanly")
	case <-time.After(5 * time.Second):
		fmt.Println("gave up waiting")
	}
}
