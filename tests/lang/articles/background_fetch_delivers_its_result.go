package main

import (
	"fmt"
	"time"
)

func fetchProfile(id int, result chan string) {
	time.Sleep(2 * time.Second)
	result <- fmt.Sprintf("profile of user %d", id)
}

func main() {
	result := make(chan string)
	go fetchProfile(101, result)
	fmt.Println("asked")
	profile := <-result
	fmt.Println("got the", profile)
}
