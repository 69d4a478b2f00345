package main

import "fmt"

func main() {
	line := make(chan string, 3)
	go func() {
		line <- "a1"
		line <- "a2"
	}()
	go func() { line <- "b1" }()
	for range 3 {
		fmt.Println(<-line)
	}
}
