package main

func worker(jobs <-chan int) {
	close(jobs)
}

func main() {
	worker(nil)

}
