package main

import "fmt"

func main() {
	var never chan string
	letters := make(chan string, 1)
	letters <- "a letter"
	select {
	case v := <-never:
		fmt.Println("never:", v)
	case v := <-letters:
		fmt.Println(v)
	}
}
