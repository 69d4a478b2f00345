package main

import "fmt"

func f(ch chan int) int {
	select {
	case v := <-ch:
		return v
	default:
		return -1
	}
}

func main() {
	fmt.Println(f(make(chan int)))

}
