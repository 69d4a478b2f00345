package main

func main() {
	left, right := make(chan int), make(chan int)
	go func() {
		left <- <-right
	}()
	right <- <-left
}
