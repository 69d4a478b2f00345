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
	_, err := net.Listen("tcp", l.Addr().String())
	fmt.Printf("%s\t%v\n", text(err), errors.Is(err, syscall.EADDRINUSE))
	l.Close()
	_, err = net.Dial("tcp", l.Addr().String())
	var op *net.OpError
	errors.As(err, &op)
	fmt.Printf("%s\t%v\t%v\n", text(err), errors.Is(err, syscall.ECONNREFUSED), op.Timeout())
	fmt.Printf("%v\t%v\tnil\t%v\t%v\n", op.Op, op.Net, op.Addr.String() == l.Addr().String(), op.Err)
	fmt.Printf("%T %T\n", err, op.Err)
	fmt.Println(text(l.Close()))
	_, err = l.Accept()
	fmt.Printf("%s\t%v\n", text(err), errors.Is(err, net.ErrClosed))
}
