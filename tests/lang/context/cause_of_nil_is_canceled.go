package main

import (
	"context"
	"fmt"
)

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(nil)
	fmt.Println(context.Cause(ctx))

}
