package main

func main() {
	n := -1
	ch := make(chan int, n)
	_ = ch

}
