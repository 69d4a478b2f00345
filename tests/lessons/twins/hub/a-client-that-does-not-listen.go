package main

import "fmt"

func main() {
	broadcast := make(chan string)
	slow, fast := make(chan string, 1), make(chan string, 1)
	go func() {
		for msg := range broadcast {
			slow <- msg
			fast <- msg
		}
	}()
	for _, msg := range []string{"one", "two", "three"} {
		broadcast <- msg
		fmt.Println(<-fast)
	}
	fmt.Println("end")
}
