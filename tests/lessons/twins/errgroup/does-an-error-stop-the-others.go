package main

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

func main() {
	var g errgroup.Group
	g.Go(func() error {
		return errors.New("disk full")
	})
	g.Go(func() error {
		time.Sleep(time.Second)
		fmt.Println("slow one done")
		return nil
	})
	fmt.Println(g.Wait())
}
