package main

func worker(jobs <-chan int) {
	mine := jobs
	mine <- 1
}

func main() {
	worker(nil)

}
