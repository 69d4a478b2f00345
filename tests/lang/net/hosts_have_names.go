package main

import (
	"fmt"
	"net"
	"strings"
)

func text(err error) string {
	if err == nil {
		return "nil"
	}
	return err.Error()
}

func main() {
	l, err := net.Listen("tcp", "localhost:0")
	fmt.Printf("%s\t%v\n", text(err), strings.HasPrefix(l.Addr().String(), "127.0.0.1:"))
	go func() {
		conn, err := net.Dial("tcp", fmt.Sprintf("localhost:%d", l.Addr().(*net.TCPAddr).Port))
		fmt.Println(text(err))
		conn.Close()
	}()
	conn, err := l.Accept()
	_, err = conn.Read(make([]byte, 10))
	fmt.Println(err)
	_, err = net.Dial("tcp", "256.1.1.1:80")
	fmt.Println(err)
}
