package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	job := func(n int) {
		if n == 0 {
			return
		}
		fmt.Println("job", n)
		wg.Done()
	}
	wg.Add(2)
	for n := range 2 {
		go job(n)
	}
	wg.Wait()
	fmt.Println("end")
}
