package main

import (
	"fmt"
	"time"
)

func recv1(c <-chan int) { <-c }

func recv2(c <-chan int) {
	select {
	case <-c:
	}
}

func recv3(c <-chan int) {
	c2 := make(chan int)
	select {
	case <-c:
	case <-c2:
	}
}

func send1(recv func(<-chan int)) {
	c := make(chan int)
	go recv(c)
	time.Sleep(0)
	c <- 1
}

func send2(recv func(<-chan int)) {
	c := make(chan int)
	go recv(c)
	select {
	case c <- 1:
	}
}

func send3(recv func(<-chan int)) {
	c, c2 := make(chan int), make(chan int)
	go recv(c)
	select {
	case c <- 1:
	case c2 <- 1:
	}
}

func main() {
	for _, send := range []func(func(<-chan int)){send1, send2, send3} {
		for _, recv := range []func(<-chan int){recv1, recv2, recv3} {
			send(recv)
		}
	}
	fmt.Println("met")

}
