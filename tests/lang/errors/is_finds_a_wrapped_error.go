package main

import (
	"errors"
	"fmt"
)

func main() {
	notFound := errors.New("not found")
	err := fmt.Errorf("open x: %w", notFound)
	outer := fmt.Errorf("load: %w", err)
	fmt.Println(outer)
	fmt.Println(errors.Is(outer, notFound), errors.Is(outer, err), errors.Is(notFound, outer))
	fmt.Println(errors.Is(outer, errors.New("not found")))
	fmt.Println(errors.Is(nil, notFound), errors.Is(nil, nil))

}
