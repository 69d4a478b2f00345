package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	said := ""
	for i := range 4 {
		go func() {
			wg.Wait()
			said += fmt.Sprintf(" w%d", i)
		}()
		time.Sleep(time.Millisecond)
	}
	wg.Done()
	time.Sleep(time.Millisecond)
	fmt.Println("order:" + said)

}
