package main

import "fmt"

func worker(out chan<- int) {
	for v := range out {
		fmt.Println(v)
	}
}

func main() {
	worker(nil)

}
