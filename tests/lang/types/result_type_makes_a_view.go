package main

import "fmt"

func counter(n int) <-chan int {
	ch := make(chan int)
	go func() {
		for i := range n {
			ch <- i
		}
		close(ch)
	}()
	return ch
}

func main() {
	c := counter(3)
	fmt.Printf("%T\n", c)
	for v := range c {
		fmt.Println(v)
	}

}
