package main

import (
	"fmt"
	"net"
	"strings"
)

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	a, _ := net.Dial("tcp", l.Addr().String())
	b, _ := l.Accept()

	for i := range 3 {
		go func() { a.Write([]byte(strings.Repeat(fmt.Sprint(i), 2<<20))) }()
	}
	total, changes := 0, 0
	var last byte
	buf := make([]byte, 1<<16)
	for total < 6<<20 {
		n, _ := b.Read(buf)
		total += n
		for _, digit := range buf[:n] {
			if digit != last {
				changes++
				last = digit
			}
		}
	}
	fmt.Println(changes)
}
