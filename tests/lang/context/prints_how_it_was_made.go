package main

import (
	"context"
	"fmt"
)

func main() {
	ctx := context.Background()
	fmt.Println(ctx)
	fmt.Println(context.TODO())
	a, stop := context.WithCancel(ctx)
	defer stop()
	fmt.Println(a)
	fmt.Println(context.WithValue(a, "key", "value"))
	fmt.Println(context.WithoutCancel(a))

}
