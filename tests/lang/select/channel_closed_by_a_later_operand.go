package main

import "fmt"

func main() {
	ch := make(chan int)
	closeIt := func() chan int {
		close(ch)
		return nil
	}
	select {
	case _, ok := <-ch:
		fmt.Println("closed", ok)
	case <-closeIt():
		fmt.Println("never")
	}

}
