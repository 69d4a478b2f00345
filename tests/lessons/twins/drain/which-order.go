package main

import "fmt"

func main() {
	a, b := make(chan int), make(chan int)
	go func() {
		a <- 1
		a <- 2
		close(a)
	}()
	go func() {
		b <- 10
		close(b)
	}()
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if ok {
				fmt.Println(v)
			} else {
				a = nil
			}
		case v, ok := <-b:
			if ok {
				fmt.Println(v)
			} else {
				b = nil
			}
		}
	}
}
