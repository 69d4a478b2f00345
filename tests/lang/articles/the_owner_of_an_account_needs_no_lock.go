package main

import (
	"fmt"
	"sync"
)

func account(deposits <-chan int, questions <-chan chan int) {
	balance := 0
	for {
		select {
		case amount := <-deposits:
			balance += amount
		case answer := <-questions:
			answer <- balance
		}
	}
}

func main() {
	deposits, questions := make(chan int), make(chan chan int)
	go account(deposits, questions)

	var wg sync.WaitGroup
	for i := 1; i <= 100; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			deposits <- i
		}()
	}
	wg.Wait()

	answer := make(chan int)
	questions <- answer
	fmt.Println(<-answer)
}
