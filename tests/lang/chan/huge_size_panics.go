package main

func main() {
	n := 1 << 60
	ch := make(chan int, n)
	_ = ch

}
