package main

import (
	"context"
	"fmt"
)

func main() {
	ctx := context.WithValue(context.Background(), "user", "ann")
	child := context.WithValue(ctx, "id", 7)
	shadow := context.WithValue(child, "user", "bob")
	fmt.Println(child.Value("user"), child.Value("id"), child.Value("none"))
	fmt.Println(shadow.Value("user"), ctx.Value("user"))

}
