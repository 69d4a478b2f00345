package main

import (
	"errors"
	"fmt"
)

func main() {
	a, b := errors.New("a"), errors.New("b")
	err := fmt.Errorf("%w and %w", a, b)
	fmt.Println(err, errors.Is(err, a), errors.Is(err, b), errors.Unwrap(err))

}
