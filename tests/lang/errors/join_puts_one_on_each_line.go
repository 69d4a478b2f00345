package main

import (
	"errors"
	"fmt"
)

func main() {
	a, b := errors.New("a"), errors.New("b")
	err := errors.Join(a, nil, b)
	fmt.Println(err)
	fmt.Println(errors.Is(err, a), errors.Is(err, b), errors.Unwrap(err))
	fmt.Println(errors.Join(nil, nil))

}
