package main

import "fmt"

func mux(out, from chan int, done chan bool) {
	for v := range from {
		out <- v
	}
	done <- true
}

func main() {
	c1, c2, out, done := make(chan int), make(chan int), make(chan int), make(chan bool)
	go func() {
		for i := range 20_000 {
			select {
			case c1 <- i:
			case c2 <- i:
			}
		}
		close(c1)
		close(c2)
	}()
	go mux(out, c1, done)
	go mux(out, c2, done)
	go func() {
		<-done
		<-done
		close(out)
	}()
	seen := map[int]bool{}
	count := 0
	for v := range out {
		if seen[v] {
			panic("twice")
		}
		seen[v] = true
		count++
	}
	fmt.Println(count)

}
