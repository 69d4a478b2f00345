package main

import "fmt"

type T struct{ n int }

func (t *T) add(n int, done chan bool) {
	t.n += n
	done <- true
}

func main() {
	counter := &T{}
	done := make(chan bool)
	go counter.add(3, done)
	<-done
	fmt.Println(counter.n)

}
