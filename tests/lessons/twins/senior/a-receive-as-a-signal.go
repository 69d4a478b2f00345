package main

import "fmt"

func main() {
	x := 0
	ch := make(chan bool, 1)
	go func() {
		x = 1
		<-ch
	}()
	ch <- true
	fmt.Println(x)
}
