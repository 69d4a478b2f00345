// The other end of crowd: sends back what comes, to as many as come. Prints its address.
package main

import (
	"fmt"
	"net"
)

func serve(conn net.Conn) {
	buf := make([]byte, 512)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			conn.Close()
			return
		}
		conn.Write(buf[:n])
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(l.Addr())
	for {
		conn, err := l.Accept()
		if err != nil {
			panic(err)
		}
		go serve(conn)
	}
}
