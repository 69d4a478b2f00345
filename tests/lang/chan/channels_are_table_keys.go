package main

import "fmt"

func main() {
	a, b := make(chan int), make(chan int)
	names := map[chan int]string{a: "a", b: "b"}
	fmt.Println(names[b], names[a])

}
