package main

import (
	"bufio"
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

	done, eof := make(chan string), make(chan string)
	go func() {
		_, err := l.Accept()
		done <- text(err)
	}()
	go func() {
		_, err := a.Read(make([]byte, 10))
		done <- text(err)
	}()
	go func() {
		_, err := bufio.NewReader(b).ReadString('\n')
		eof <- text(err)
	}()
	time.Sleep(10 * time.Millisecond)
	l.Close()
	fmt.Println(<-done)
	a.Close()
	fmt.Println(<-done)
	fmt.Println(<-eof)
}
