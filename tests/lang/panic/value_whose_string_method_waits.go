package main

import "time"

type T struct{}

func (t T) String() string {
	ch := make(chan string)
	go func() {
		time.Sleep(time.Millisecond)
		ch <- "words in the end"
	}()
	return <-ch
}

func main() {
	x := &T{}
	panic(x)
}
