package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	sem := make(chan struct{}, 3)
	running, most := 0, 0
	var wg sync.WaitGroup
	for range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			running++
			most = max(most, running)
			time.Sleep(time.Millisecond)
			running--
			<-sem
		}()
	}
	wg.Wait()
	fmt.Println("at most", most)

}
