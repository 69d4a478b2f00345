package main

func leaf(ch chan int) {
	ch <- 1
}

func middle(ch chan int) {
	go leaf(ch)
	select {}
}

func top(ch chan int) {
	go middle(ch)
	select {}
}

func start(ch chan int) {
	go top(ch)
}

func main() {
	start(make(chan int))
	select {}
}
