// Round trips over TCP on this machine: 64 connections, each with a goroutine at both ends.
package main

import (
	"fmt"
	"net"
	"sync"
	"time"
)

const connections, roundTrips = 64, 1000

func serve(conn net.Conn) {
	defer conn.Close()
	buf := make([]byte, 512)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		conn.Write(buf[:n])
	}
}

func talk(conn net.Conn, wg *sync.WaitGroup) {
	defer wg.Done()
	hello := []byte("hello, gopher")
	buf := make([]byte, 512)
	for range roundTrips {
		conn.Write(hello)
		if _, err := conn.Read(buf); err != nil {
			panic(err)
		}
	}
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	var conns []net.Conn
	for range connections {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			panic(err)
		}
		conns = append(conns, conn)
	}
	var wg sync.WaitGroup
	began := time.Now()
	for _, conn := range conns {
		wg.Add(1)
		go talk(conn, &wg)
	}
	wg.Wait()
	fmt.Printf("echo: %.1f ns/op\n", float64(time.Since(began).Nanoseconds())/(connections*roundTrips))
}
