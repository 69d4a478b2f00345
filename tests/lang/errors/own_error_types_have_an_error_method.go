package main

import "fmt"

type NotFound struct{ name string }

func (e *NotFound) Error() string { return "not found: " + e.name }

func find(name string) (any, error) { return nil, &NotFound{name} }

func main() {
	v, err := find("x")
	fmt.Println(v, err)
	fmt.Printf("%s|%v\n", err, fmt.Errorf("wrapped: %w", err))

}
