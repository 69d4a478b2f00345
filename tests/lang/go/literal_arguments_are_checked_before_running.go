package main

func worker(id int, ch chan<- int) {
	ch <- id
}

func main() {
	go worker("one", make(chan int))

}
