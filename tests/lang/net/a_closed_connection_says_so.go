package main

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"time"
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

	fmt.Printf("%v\t%v\n", a.LocalAddr().String() == b.RemoteAddr().String(), a.RemoteAddr().String() == b.LocalAddr().String())
	fmt.Println(text(a.Close()))
	fmt.Println(text(a.Close()))
	buf := make([]byte, 10)
	_, err := a.Read(buf)
	fmt.Println(text(err))
	n, err := a.Write([]byte("x"))
	fmt.Printf("%d\t%s\t%v\n", n, text(err), errors.Is(err, net.ErrClosed))
	fmt.Println(text(a.SetDeadline(time.Now())))
	fmt.Println(text(a.(*net.TCPConn).CloseWrite()))
	fmt.Printf("%v\t%s\n", a.RemoteAddr().String() == l.Addr().String(), a.RemoteAddr().Network())
	n, err = b.Read(buf)
	fmt.Printf("%v\t%v\n", n == 0, err)
	fmt.Printf("%s\t%s\n", text(b.SetReadDeadline(time.Now())), text(l.Close()))
}
