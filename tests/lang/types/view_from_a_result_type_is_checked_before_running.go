package main

func source() <-chan int {
	return make(chan int)
}

func main() {
	ch := source()
	ch <- 1

}
