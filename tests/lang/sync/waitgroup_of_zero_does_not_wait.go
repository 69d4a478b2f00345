package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	wg.Wait()
	wg.Add(1)
	wg.Done()
	wg.Wait()
	fmt.Println("through")

}
