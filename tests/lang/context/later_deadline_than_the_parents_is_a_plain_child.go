package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	parent, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	later, a := context.WithTimeout(parent, time.Hour)
	defer a()
	sooner, b := context.WithTimeout(parent, time.Second)
	defer b()
	fmt.Printf("%T %T\n", later, sooner)
}
