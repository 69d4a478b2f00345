package main

import (
	"errors"
	"fmt"
	"sync"
)

func main() {
	calls := 0
	both := sync.OnceValues(func() (int, error) {
		calls++
		return 42, errors.New("answer")
	})
	for range 3 {
		n, err := both()
		fmt.Println(n, err)
	}
	fmt.Println(calls)
	broken := sync.OnceValues(func() (int, error) {
		calls++
		panic("broken")
	})
	for range 2 {
		func() {
			defer func() { fmt.Println("recovered:", recover()) }()
			broken()
		}()
	}
	fmt.Println(calls)
}
