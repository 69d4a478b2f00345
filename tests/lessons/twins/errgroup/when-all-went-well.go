package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
)

func main() {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		return nil
	})
	fmt.Println(ctx.Err())
	fmt.Println(g.Wait())
	fmt.Println(ctx.Err())
}
