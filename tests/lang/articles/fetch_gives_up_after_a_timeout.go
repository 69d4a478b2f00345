package main

import (
	"fmt"
	"runtime"
	"time"
)

func fetch(url string, takes, patience time.Duration) (string, error) {
	result := make(chan string, 1)
	go func() {
		time.Sleep(takes)
		result <- "page of " + url
	}()
	select {
	case page := <-result:
		return page, nil
	case <-time.After(patience):
		return "", fmt.Errorf("%s: request timed out", url)
	}
}

func main() {
	page, err := fetch("fast.example", 20*time.Millisecond, 60*time.Millisecond)
	fmt.Printf("%q %v\n", page, err)
	page, err = fetch("slow.example", 100*time.Millisecond, 50*time.Millisecond)
	fmt.Printf("%q %v\n", page, err)
	time.Sleep(time.Second)
	fmt.Println(runtime.NumGoroutine())
}
