package main

import (
	"context"
	"fmt"
)

func main() {
	for _, ctx := range []context.Context{context.Background(), context.TODO()} {
		deadline, ok := ctx.Deadline()
		fmt.Println(ctx, deadline.IsZero(), ok, ctx.Value("k"), ctx.Err(), ctx.Done() == nil, context.Cause(ctx))
	}
	fmt.Println(context.Background() == context.Background(), context.Background() == context.TODO())
}
