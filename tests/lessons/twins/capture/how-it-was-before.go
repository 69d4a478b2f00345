package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	start := make(chan bool)
	i := 0
	for i < 2 {
		wg.Go(func() {
			<-start
			fmt.Println(i)
		})
		i += 1
	}
	close(start)
	wg.Wait()
}
