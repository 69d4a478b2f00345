package main

import (
	"context"
	"fmt"
)

func main() {
	ctx := context.WithValue(context.WithValue(context.Background(), "k", 1), "k", nil)
	fmt.Println(ctx.Value("k"))
}
