package main

import "fmt"

func main() {
	register, broadcast := make(chan chan string), make(chan string)
	go func() {
		clients := map[chan string]bool{}
		for {
			select {
			case c := <-register:
				clients[c] = true
			case msg, ok := <-broadcast:
				for c := range clients {
					if ok {
						c <- msg
					} else {
						close(c)
					}
				}
				if !ok {
					return
				}
			}
		}
	}()
	me := make(chan string, 1)
	joined := make(chan struct{})
	go func() {
		register <- me
		close(joined)
	}()
	broadcast <- "hello"
	<-joined
	close(broadcast)
	for msg := range me {
		fmt.Println("heard", msg)
	}
	fmt.Println("end")
}
