package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

func fetch(name string) string {
	time.Sleep(time.Duration(len(name)) * 10 * time.Millisecond)
	return "<" + name + ">"
}

func main() {
	names := []string{"users", "ads", "orders"}
	pages := make([]string, len(names))
	var wg sync.WaitGroup
	start := time.Now()
	for i, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			pages[i] = fetch(name)
		}()
	}
	wg.Wait()
	fmt.Println(strings.Join(pages, " "))
	fmt.Println(time.Since(start).Round(20 * time.Millisecond))
}
