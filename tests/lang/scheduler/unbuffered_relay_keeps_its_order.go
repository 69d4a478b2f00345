package main

import "fmt"

func main() {
	a, b := make(chan int), make(chan int)
	said := ""
	go func() {
		for i := range 3 {
			said += fmt.Sprintf(" a%d", i)
			a <- i
		}
		close(a)
	}()
	go func() {
		for v := range a {
			said += fmt.Sprintf(" b%d", v)
			b <- v
		}
		close(b)
	}()
	for v := range b {
		said += fmt.Sprintf(" c%d", v)
	}
	fmt.Println("order:" + said)

}
