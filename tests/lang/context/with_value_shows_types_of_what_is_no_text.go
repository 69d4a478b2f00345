package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func main() {
	bg := context.Background()
	fmt.Println(context.WithValue(bg, 1, 2))
	fmt.Println(context.WithValue(bg, "k", nil))
	fmt.Println(context.WithValue(bg, "s", errors.New("e")))
	fmt.Println(context.WithValue(bg, time.Second, 1.5))
	fmt.Println(context.WithValue(bg, true, make(chan int)))
	fmt.Println(context.WithValue(context.WithValue(bg, "a", "b"), "c", struct{}{}))
}
