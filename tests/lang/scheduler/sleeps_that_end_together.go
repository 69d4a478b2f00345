package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	said := ""
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(10 * time.Millisecond)
			said += fmt.Sprintf(" %d", i)
		}()
	}
	// All four sleeps end while nothing looks: the effect of a virtual clock.
	time.Sleep(time.Millisecond)
	for start := time.Now(); time.Since(start) < 30*time.Millisecond; {
	}
	wg.Wait()
	fmt.Println("order:" + said)

}
