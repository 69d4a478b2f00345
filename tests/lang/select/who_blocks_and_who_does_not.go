package main

import (
	"fmt"
	"time"
)

func try(name string, f func()) {
	state := "blocks"
	go func() {
		defer func() {
			if recover() != nil {
				state = "panics"
			}
		}()
		f()
		state = "does not block"
	}()
	time.Sleep(time.Millisecond)
	fmt.Println(name, state)
}

func closed() chan int {
	ch := make(chan int)
	close(ch)
	return ch
}

func full() chan int {
	ch := make(chan int, 1)
	ch <- 1
	return ch
}

func main() {
	var none chan int
	try("nil send", func() { none <- 1 })
	try("nil receive", func() { <-none })
	try("closed send", func() { closed() <- 1 })
	try("closed receive", func() { <-closed() })
	try("empty receive", func() { <-make(chan int, 1) })
	try("room send", func() { make(chan int, 1) <- 1 })
	try("full send", func() { full() <- 1 })
	try("full receive", func() { <-full() })
	try("select none", func() { select {} })
	try("select default", func() {
		select {
		default:
		}
	})
	try("select nil", func() {
		select {
		case <-none:
		}
	})
	try("select nil default", func() {
		select {
		case <-none:
		default:
		}
	})
	try("select closed send default", func() {
		select {
		case closed() <- 1:
		default:
		}
	})
	try("select full send", func() {
		select {
		case full() <- 1:
		case <-none:
		}
	})
	try("select full receive", func() {
		select {
		case <-full():
		case <-none:
		}
	})

}
