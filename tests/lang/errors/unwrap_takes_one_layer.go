package main

import (
	"errors"
	"fmt"
)

func main() {
	inner := errors.New("inner")
	err := fmt.Errorf("outer: %w", inner)
	fmt.Println(errors.Unwrap(err) == inner)
	fmt.Println(errors.Unwrap(inner))
	fmt.Println(errors.Unwrap(fmt.Errorf("%v", inner)))

}
