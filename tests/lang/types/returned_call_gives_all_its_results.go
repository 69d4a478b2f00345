package main

import "fmt"

func pair() (int, error) { return 1, nil }
func same() (int, error) { return pair() }

func main() {
	fmt.Println(same())
}
