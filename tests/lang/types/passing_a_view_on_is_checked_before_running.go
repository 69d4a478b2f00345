package main

func widen(ch chan int) {
}

func worker(jobs <-chan int) {
	widen(jobs)
}

func main() {
	worker(nil)

}
