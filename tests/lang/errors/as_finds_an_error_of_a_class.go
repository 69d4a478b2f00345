package main

import (
	"errors"
	"fmt"
)

type NotFound struct{ name string }

func (n *NotFound) Error() string { return "not found: " + n.name }

func main() {
	err := fmt.Errorf("load: %w", errors.Join(errors.New("other"), &NotFound{"x"}))
	var found *NotFound
	fmt.Println(errors.As(err, &found), found.name)
	fmt.Println(errors.As(errors.New("plain"), &found), errors.As(nil, &found))
}
