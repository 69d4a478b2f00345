package main

func inner(ch chan int) {
	close(ch)
	close(ch)
}

func outer(ch chan int) {
	go inner(ch)
	<-make(chan int)
}

func main() {
	go outer(make(chan int))
	select {}
}
