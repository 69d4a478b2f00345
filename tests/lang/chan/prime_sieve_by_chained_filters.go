package main

import "fmt"

func generate(ch chan<- int) {
	for i := 2; ; i++ {
		ch <- i
	}
}

func filter(from <-chan int, to chan<- int, prime int) {
	for {
		i := <-from
		if i%prime != 0 {
			to <- i
		}
	}
}

func main() {
	ch := make(chan int)
	go generate(ch)
	for range 10 {
		prime := <-ch
		fmt.Print(prime, " ")
		next := make(chan int)
		go filter(ch, next, prime)
		ch = next
	}
	fmt.Println("primes")

}
