package main

import "fmt"

func main() {
	var ch chan int
	for v := range ch {
		fmt.Println(v)
	}

}
