package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	wg.Go(func() { fmt.Println("letter posted") })
	wg.Go(func() { fmt.Println("parcel posted") })
	wg.Wait()
	fmt.Println("bye")
}
