package main

import "fmt"

type Box struct{ n int }

func main() {
	boxes, done := make(chan *Box), make(chan bool)
	go func() {
		box := <-boxes
		fmt.Println("got", box.n)
		done <- true
	}()
	box := &Box{n: 1}
	boxes <- box
	box.n = 2
	<-done
}
