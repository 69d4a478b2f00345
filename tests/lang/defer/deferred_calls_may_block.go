package main

import "fmt"

func f(ch chan string) {
	defer func() { ch <- "from defer" }()
}

func main() {
	ch := make(chan string)
	go f(ch)
	fmt.Println(<-ch)

}
