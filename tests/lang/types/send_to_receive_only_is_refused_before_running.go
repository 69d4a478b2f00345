package main

func worker(jobs <-chan int) {
	jobs <- 1
}

func main() {
	worker(nil)

}
