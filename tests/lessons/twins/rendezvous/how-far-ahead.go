package main

import "fmt"

func main() {
	ch, done := make(chan int), make(chan bool)
	go func() {
		for range 2 {
			fmt.Println("got", <-ch)
		}
		done <- true
	}()
	for i := range 2 {
		ch <- i
		fmt.Println("sent", i)
	}
	<-done
}
