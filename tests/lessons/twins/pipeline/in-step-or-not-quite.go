package main

import "fmt"

func main() {
	out := make(chan int)
	go func() {
		for i := 1; i <= 2; i++ {
			fmt.Println("send", i)
			out <- i
		}
		close(out)
	}()
	for v := range out {
		fmt.Println("got", v)
	}
}
