package main

import (
	"fmt"
	"sync"
)

func main() {
	said := ""
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			said += fmt.Sprintf(" %d", i)
		}()
	}
	wg.Wait()
	fmt.Println("run order:" + said)

}
