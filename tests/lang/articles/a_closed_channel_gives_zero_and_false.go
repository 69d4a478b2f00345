package main

import "fmt"

func main() {
	ch := make(chan int, 2)
	ch <- 5
	close(ch)
	v, ok := <-ch
	fmt.Println(v, ok)
	v, ok = <-ch
	fmt.Println(v, ok)
	fmt.Println(<-ch)
	names := make(chan string)
	close(names)
	name, ok := <-names
	fmt.Printf("%q %v\n", name, ok)
}
