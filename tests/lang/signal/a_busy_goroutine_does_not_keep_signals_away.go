package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, syscall.SIGTERM)
	go func() {
		for {
		}
	}()
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	fmt.Println(<-sigs)
}
