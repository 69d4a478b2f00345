package main

import "fmt"

func worker(id int, jobs <-chan int, results chan<- string) {
	for j := range jobs {
		results <- fmt.Sprintf("w%d:j%d", id, j)
	}
}

func main() {
	jobs, results := make(chan int, 9), make(chan string, 9)
	for w := range 3 {
		go worker(w, jobs, results)
	}
	for j := range 6 {
		jobs <- j
	}
	close(jobs)
	said := ""
	for range 6 {
		said += " " + <-results
	}
	fmt.Println("order:" + said)

}
