package main

import "fmt"

func main() {
	note := func(v int) int {
		fmt.Println("evaluated", v)
		return v
	}
	done := make(chan bool)
	go func(a, b int) {
		fmt.Println("running", a, b)
		done <- true
	}(note(1), note(2))
	fmt.Println("started")
	<-done

}
