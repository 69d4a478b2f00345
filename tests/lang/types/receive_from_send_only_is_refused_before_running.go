package main

import "fmt"

func worker(out chan<- int) {
	v := <-out
	fmt.Println(v)
}

func main() {
	worker(nil)

}
