package main

import "fmt"

func main() {
	done := make(chan bool)
	sum := 0
	for i := range 4 {
		go func() {
			sum += i
			done <- true
		}()
	}
	for range 4 {
		<-done
	}
	fmt.Println(sum)

}
