package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	said := ""
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for turn := range 3 {
				said += fmt.Sprintf(" %d.%d", i, turn)
				runtime.Gosched()
			}
		}()
	}
	wg.Wait()
	fmt.Println("order:" + said)

}
