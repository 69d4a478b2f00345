package main

import "fmt"

func main() {
	ch := make(chan int, 3)
	for i := range 3 {
		ch <- i
		select {
		case v := <-ch:
			if v == 1 {
				break
			}
			fmt.Println("rest of the case", v)
		}
		fmt.Println("after the select", i)
	}

}
