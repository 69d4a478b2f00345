package main

func names() <-chan string {
	ch := make(chan int)
	return ch
}

func main() {
	names()
}
