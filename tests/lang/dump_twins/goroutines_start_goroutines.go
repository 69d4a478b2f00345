package main

func leaf(ch chan int) {
	ch <- 1
}

func branch(n int, ch chan int) {
	if n == 0 {
		go leaf(ch)
	} else {
		go branch(n - 1, ch)
	}
	<-make(chan bool)
}

func main() {
	go branch(2, make(chan int))
	select {}
}
