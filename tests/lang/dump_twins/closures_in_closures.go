package main

import "fmt"

func start(ch chan int) {
	go func() {
		f := func() {
			g := func() {
				ch <- 1
			}
			g()
		}
		f()
		go func() {
			fmt.Println("never")
		}()
	}()
	twice := func() {
		again := func() {
			<-ch
			<-ch
		}
		again()
	}
	twice()
}

func main() {
	start(make(chan int))
}
