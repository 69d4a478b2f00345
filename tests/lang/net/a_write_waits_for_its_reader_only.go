package main

import (
	"fmt"
	"net"
	"strings"
	"time"
)

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	a, _ := net.Dial("tcp", l.Addr().String())
	b, _ := l.Accept()

	done := make(chan bool)
	much := strings.Repeat("x", 8<<20)
	go func() {
		n, _ := a.Write([]byte(much))
		fmt.Printf("written\t%d\tnil\n", n)
		done <- true
	}()
	for i := range 3 {
		time.Sleep(time.Millisecond)
		fmt.Printf("beat\t%d\n", i)
	}
	total := 0
	buf := make([]byte, 1<<20)
	for total < len(much) {
		n, _ := b.Read(buf)
		total += n
	}
	<-done
	fmt.Println(total)
}
