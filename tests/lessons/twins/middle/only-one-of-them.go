package main

import (
	"fmt"
	"sync"
)

func main() {
	var once sync.Once
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			once.Do(func() { fmt.Println("init by", i) })
		})
	}
	wg.Wait()
}
