package main

func main() {
	var out chan<- int = make(chan int)
	<-out

}
