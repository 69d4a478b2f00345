package main

import "fmt"

func main() {
	go func() {
		for {
		}
	}()
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v
		}
	}()
	for i := range 3 {
		ping <- i
		<-pong
	}
	fmt.Println("played")

}
