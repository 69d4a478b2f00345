package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
)

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	go func() {
		conn, _ := l.Accept()
		lines := bufio.NewScanner(conn)
		for lines.Scan() {
			fmt.Fprintf(conn, "%s, %s\n", "hello", lines.Text())
		}
		conn.Close()
	}()
	conn, _ := net.Dial("tcp", l.Addr().String())
	r := bufio.NewReader(conn)
	for _, name := range []string{"Ada", "Bob"} {
		n, err := conn.Write([]byte(name + "\n"))
		line, _ := r.ReadString('\n')
		fmt.Printf("%v\t%v\t%s", n, err == nil, line)
	}
	conn.(*net.TCPConn).CloseWrite()
	line, err := r.ReadString('\n')
	fmt.Printf("%v\t%v\t%v\n", line == "", err, err == io.EOF)
}
