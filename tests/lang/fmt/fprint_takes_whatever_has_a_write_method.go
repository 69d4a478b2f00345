package main

import "fmt"

var lines = make(chan string)

type Writer struct{}

func (Writer) Write(text []byte) (int, error) {
	lines <- string(text)
	return len(text), nil
}

func main() {
	go func() {
		n, err := fmt.Fprintf(Writer{}, "%d %s", 5, "six")
		lines <- fmt.Sprint(n, err)
	}()
	fmt.Println(<-lines)
	fmt.Println(<-lines)
}
