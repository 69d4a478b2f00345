package main

import (
	"context"
	"fmt"
)

func main() {
	ctx := context.WithValue(context.Background(), "user", "ann")
	child := context.WithValue(ctx, "user", "bob")
	fmt.Println(ctx.Value("user"), child.Value("user"), child.Value("age"))
}
