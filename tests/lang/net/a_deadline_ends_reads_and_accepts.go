package main

import (
	"errors"
	"fmt"
	"net"
	"os"
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

	buf := make([]byte, 10)
	a.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
	_, err := a.Read(buf)
	fmt.Println(text(err))
	e := err.(net.Error)
	fmt.Printf("%v\t%v\t%v\t%v\n", errors.Is(err, os.ErrDeadlineExceeded), e.Timeout(), e.Temporary(), errors.Is(err, net.ErrClosed))
	var wrapped net.Error
	errors.As(fmt.Errorf("reading: %w", err), &wrapped)
	fmt.Printf("%v\tnil\n", wrapped.Timeout())
	b.Write([]byte("late"))
	_, err = a.Read(buf)
	fmt.Println(text(err))
	a.SetDeadline(time.Time{})
	n, _ := a.Read(buf)
	fmt.Println(string(buf[:n]))
	done := make(chan error)
	go func() {
		_, err := a.Read(buf)
		done <- err
	}()
	time.Sleep(5 * time.Millisecond)
	a.SetReadDeadline(time.Now())
	fmt.Println(text(<-done))
	l.(*net.TCPListener).SetDeadline(time.Now().Add(5 * time.Millisecond))
	_, err = l.Accept()
	fmt.Println(text(err))
	n, err = a.Write([]byte("x"))
	fmt.Printf("%d\t%s\n", n, text(err))
}
