package main

import (
	"net"
	"time"
)

var l net.Listener

func serve() { l.Accept() }

func main() {
	l, _ = net.Listen("tcp", "127.0.0.1:0")
	go serve()
	time.Sleep(5 * time.Millisecond)
	panic("look")
}
