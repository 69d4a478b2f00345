package main

import "fmt"

func main() {
	missed := 0
	for range 1000 {
		ch := make(chan int, 1)
		done := make(chan bool)
		go func() {
			ch <- 1
			select {
			case <-ch:
			default:
				missed++
			}
			close(done)
		}()
		<-done
	}
	fmt.Println(missed)

}
