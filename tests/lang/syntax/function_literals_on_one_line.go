package main

import "fmt"

func main() {
	ch := make(chan int, 1)
	n := 1
	send := func() { ch <- 42 }
	add := func() { n += 1 }
	send()
	add()
	fmt.Println(<-ch, n)

}
