package main

import "fmt"

func main() {
	ch := make(chan int)
	done := make(chan bool)
	said := ""
	go func() {
		for v := range ch {
			said += fmt.Sprintf(" recv%d", v)
		}
		close(done)
	}()
	for i := range 5 {
		said += fmt.Sprintf(" send%d", i)
		ch <- i
		said += fmt.Sprintf(" sent%d", i)
	}
	close(ch)
	<-done
	fmt.Println("order:" + said)

}
