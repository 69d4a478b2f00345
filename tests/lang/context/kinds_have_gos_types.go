package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	bg := context.Background()
	a, cancel := context.WithCancel(bg)
	defer cancel()
	b, stop := context.WithTimeout(a, time.Hour)
	defer stop()
	fmt.Printf("%T %T %T %T\n", bg, context.TODO(), a, b)
	fmt.Printf("%T %T\n", context.WithValue(a, 1, 2), context.WithoutCancel(a))
	fmt.Printf("%v|%s|%+v\n", a, a, a)
}
