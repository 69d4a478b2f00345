package main

import "fmt"

func main() {
	count := 0
	next := func() int {
		count++
		return count
	}
	a, b := make(chan int, 1), make(chan int, 1)
	for range 3 {
		select {
		case a <- next():
			<-a
		case b <- next():
			<-b
		}
	}
	fmt.Println(count)

}
