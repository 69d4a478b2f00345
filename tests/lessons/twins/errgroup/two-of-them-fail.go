package main

import (
	"fmt"

	"golang.org/x/sync/errgroup"
)

func main() {
	var g errgroup.Group
	for n := 1; n <= 2; n++ {
		g.Go(func() error {
			return fmt.Errorf("page %d: not found", n)
		})
	}
	fmt.Println(g.Wait())
}
