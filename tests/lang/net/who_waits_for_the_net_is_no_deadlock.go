package main

import (
	"net"
	"time"
)

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	go func() {
		time.Sleep(20 * time.Millisecond)
		net.Dial("tcp", l.Addr().String())
	}()
	go func() { l.Accept(); panic("came") }()
	<-make(chan int)
}
