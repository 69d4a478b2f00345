package main

import (
	"fmt"

	"golang.org/x/sync/errgroup"
)

func main() {
	var g errgroup.Group
	for i := range 2 {
		g.Go(func() error {
			return fmt.Errorf("task %d failed", i)
		})
	}
	fmt.Println(g.Wait())
}
