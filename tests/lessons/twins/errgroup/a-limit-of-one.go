package main

import (
	"fmt"

	"golang.org/x/sync/errgroup"
)

func main() {
	var g errgroup.Group
	g.SetLimit(1)
	for n := 1; n <= 3; n++ {
		g.Go(func() error {
			fmt.Println(n)
			return nil
		})
	}
	g.Wait()
}
