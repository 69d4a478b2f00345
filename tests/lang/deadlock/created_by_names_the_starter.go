package main

func child() {
	<-make(chan int)
}

func parent() {
	go child()
	<-make(chan int)
}

func main() {
	go parent()
	<-make(chan int)

}
