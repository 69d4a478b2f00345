package main

import "fmt"

func apply(f func(int, int) int, a, b int, done chan<- struct{}) int {
	done <- struct{}{}
	return f(a, b)
}

func main() {
	done := make(chan struct{}, 1)
	fmt.Println(apply(func(x, y int) int { return x * y }, 6, 7, done), len(done))

}
