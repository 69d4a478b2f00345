package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	fmt.Println(signal.Ignored(syscall.SIGTERM))
	signal.Ignore(syscall.SIGTERM, os.Interrupt)
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	syscall.Kill(os.Getpid(), syscall.SIGINT)
	time.Sleep(10 * time.Millisecond)
	signal.Reset(syscall.SIGTERM)
	fmt.Println(signal.Ignored(syscall.SIGTERM), signal.Ignored(os.Interrupt))
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, syscall.SIGTERM)
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	fmt.Println(<-sigs, signal.Ignored(syscall.SIGTERM))
	signal.Stop(sigs)
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	select {}
}
