package main

import "fmt"

func main() {
	ch := make(chan int, 2)
	done := make(chan bool)
	said := ""
	go func() {
		for v := range ch {
			said += fmt.Sprintf(" recv%d", v)
		}
		close(done)
	}()
	for i := range 6 {
		ch <- i
		said += fmt.Sprintf(" sent%d", i)
	}
	close(ch)
	<-done
	fmt.Println("order:" + said)

}
