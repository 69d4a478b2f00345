package main

import "fmt"

func main() {
	var ch chan int
	fmt.Println(ch)
	fmt.Printf("%v\n", ch)

}
