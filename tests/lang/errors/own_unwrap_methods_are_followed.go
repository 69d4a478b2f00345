package main

import (
	"errors"
	"fmt"
)

var inner = errors.New("inner")

type One struct{}

func (One) Error() string { return "one" }
func (One) Unwrap() error { return inner }

type Many struct{}

func (Many) Error() string   { return "many" }
func (Many) Unwrap() []error { return []error{errors.New("x"), inner} }

func main() {
	one, many := One{}, Many{}
	fmt.Println(errors.Is(one, inner), errors.Is(many, inner), errors.Is(fmt.Errorf("%w", many), inner))
	fmt.Println(errors.Unwrap(one), errors.Unwrap(many))
}
