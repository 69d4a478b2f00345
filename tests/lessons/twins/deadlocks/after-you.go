package main

import "fmt"

func main() {
	ann, bob := make(chan string), make(chan string)
	go func() {
		bob <- "from ann"
		fmt.Println("ann has", <-ann)
	}()
	ann <- "from bob"
	fmt.Println("bob has", <-bob)
}
