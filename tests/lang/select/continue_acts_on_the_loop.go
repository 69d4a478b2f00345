package main

import "fmt"

func main() {
	ch := make(chan int, 1)
	for i := range 3 {
		ch <- i
		select {
		case v := <-ch:
			if v == 1 {
				continue
			}
		}
		fmt.Println("end of the body", i)
	}

}
