package main

import (
	"fmt"
	"time"
)

type Conn struct {
	name     string
	delay    time.Duration
	requests chan string
	replies  chan string
}

func handle(conn *Conn) {
	for request := range conn.requests {
		time.Sleep(conn.delay)
		conn.replies <- fmt.Sprintf("%s: %s", conn.name, request)
	}
	close(conn.replies)
}

func dial(listener chan *Conn, name string, delay time.Duration) *Conn {
	conn := &Conn{name, delay, make(chan string, 2), make(chan string, 2)}
	listener <- conn
	return conn
}

func main() {
	listener := make(chan *Conn)
	go func() {
		for conn := range listener {
			go handle(conn)
		}
	}()

	slow := dial(listener, "slow", 50*time.Millisecond)
	fast := dial(listener, "fast", 5*time.Millisecond)
	for _, conn := range []*Conn{slow, fast} {
		conn.requests <- "a"
		conn.requests <- "b"
		close(conn.requests)
	}
	both := make(chan string)
	for _, conn := range []*Conn{slow, fast} {
		go func() {
			for reply := range conn.replies {
				both <- reply
			}
		}()
	}
	for range 4 {
		fmt.Println(<-both)
	}
}
