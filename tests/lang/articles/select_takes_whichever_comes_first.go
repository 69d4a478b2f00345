package main

import (
	"fmt"
	"time"
)

func main() {
	news, mail := make(chan string), make(chan string)
	go func() {
		time.Sleep(100 * time.Millisecond)
		news <- "the news"
	}()
	go func() {
		time.Sleep(50 * time.Millisecond)
		mail <- "the mail"
	}()
	for range 2 {
		select {
		case text := <-news:
			fmt.Println("read", text)
		case text := <-mail:
			fmt.Println("opened", text)
		}
	}
}
