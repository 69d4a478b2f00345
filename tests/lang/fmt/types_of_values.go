package main

import (
	"errors"
	"fmt"
	"time"
)

func main() {
	fmt.Printf("%T %T %T %T %T\n", 1, 1.5, "s", true, nil)
	fmt.Printf("%T %T\n", make(chan int), make(chan string, 3))
	fmt.Printf("%T %T %T\n", time.Second, make(chan struct{}), make(chan chan int))
	fmt.Printf("%T\n", errors.New("x"))

}
