package main

import "fmt"

func main() {
	defer fmt.Println("never")
	<-make(chan int)

}
