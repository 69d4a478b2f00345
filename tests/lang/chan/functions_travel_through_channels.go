package main

import "fmt"

func main() {
	ch := make(chan func(), 1)
	ch <- func() { fmt.Println("called") }
	(<-ch)()

}
