package main

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"syscall"
)

var ports = regexp.MustCompile(`:\d+`)

func text(err error) string {
	if err == nil {
		return "nil"
	}
	return ports.ReplaceAllString(err.Error(), ":PORT")
}

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	a, _ := net.Dial("tcp", l.Addr().String())
	b, _ := l.Accept()

	c, _ := net.Dial("tcp", l.Addr().String())
	d, _ := l.Accept()
	a.(*net.TCPConn).SetLinger(0)
	a.Close()
	buf := make([]byte, 10)
	_, err := b.Read(buf)
	fmt.Printf("%s\t%v\n", text(err), errors.Is(err, syscall.ECONNRESET))
	_, err = b.Write([]byte("x"))
	fmt.Printf("%s\t%v\n", text(err), errors.Is(err, syscall.EPIPE))
	c.Write([]byte("alive"))
	n, _ := d.Read(buf)
	fmt.Println(string(buf[:n]))
}
