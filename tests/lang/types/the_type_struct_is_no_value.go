package main

func main() {
	sem := make(chan struct{}, 1)
	sem <- struct{}{}
	<-sem
	sem <- struct{}
}
