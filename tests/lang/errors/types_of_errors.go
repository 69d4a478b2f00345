package main

import (
	"errors"
	"fmt"
)

func main() {
	a := errors.New("a")
	fmt.Printf("%T %T %T %T\n", a, fmt.Errorf("x"), fmt.Errorf("%w", a), fmt.Errorf("%w %w", a, a))
	fmt.Printf("%T %v\n", errors.Join(a), errors.ErrUnsupported)
	fmt.Printf("%d %#v\n", a, a)
}
