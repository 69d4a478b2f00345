package main

import "fmt"

type stream struct {
	ch   chan int
	head int
}

func multiples(p int) chan int {
	ch := make(chan int, 10)
	go func() {
		for n := p * p; ; n += p {
			ch <- n
		}
	}()
	return ch
}

func primes(out chan<- int) {
	heads := []*stream{}
	for n := 2; ; n++ {
		composite := false
		for _, s := range heads {
			for s.head < n {
				s.head = <-s.ch
			}
			if s.head == n {
				composite = true
			}
		}
		if !composite {
			out <- n
			ch := multiples(n)
			heads = append(heads, &stream{ch, <-ch})
		}
	}
}

func main() {
	out := make(chan int, 10)
	go primes(out)
	for range 24 {
		fmt.Print(<-out, " ")
	}
	fmt.Println("and", <-out)

}
