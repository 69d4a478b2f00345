package main

func main() {
	ch := make(chan, 3)
	_ = ch
}
