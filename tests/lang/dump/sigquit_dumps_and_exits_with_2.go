package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

func worker(c chan int) { <-c }

func main() {
	defer fmt.Println("not this")
	c := make(chan int)
	go worker(c)
	runtime.Gosched()
	fmt.Println("flushed")
	syscall.Kill(syscall.Getpid(), syscall.SIGQUIT)
	time.Sleep(time.Minute)
}
