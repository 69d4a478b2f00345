package main

func worker(in_ <-chan int, out chan<- int) {
	select {
	case in_ <- 1:
	case out <- 1:
	}
}

func main() {
	worker(nil, nil)

}
