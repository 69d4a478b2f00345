package main

func wait(ch chan int) {
	<-ch
}

func outer(ch chan int) {
	wait(ch)
}

func main() {
	outer(make(chan int))

}
