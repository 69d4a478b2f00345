package main

import "time"

func worker(id int, ch chan int) {
	ch <- id
}

func main() {
	ch := make(chan int)
	for i := range 2 {
		go worker(i, ch)
	}
	go func() {
		select {
		case <-make(chan int):
		case <-make(chan int):
		}
	}()
	time.Sleep(time.Millisecond)
	<-make(chan string)

}
