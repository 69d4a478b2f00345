package main

import (
	"fmt"
	"sync"
)

func main() {
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			<-start
			fmt.Println(i)
		})
	}
	start <- struct{}{}
	wg.Wait()
}
