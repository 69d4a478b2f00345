package main

import (
	"fmt"
	"strings"
	"sync"
)

type Client struct {
	name  string
	send  chan string
	heard []string
}

type Hub struct {
	clients    map[*Client]bool
	register   chan *Client
	unregister chan *Client
	broadcast  chan string
}

func newHub() *Hub {
	return &Hub{map[*Client]bool{}, make(chan *Client), make(chan *Client), make(chan string)}
}

func (hub *Hub) run() {
	for {
		select {
		case client := <-hub.register:
			hub.clients[client] = true
		case client := <-hub.unregister:
			if hub.clients[client] {
				delete(hub.clients, client)
				close(client.send)
			}
		case message := <-hub.broadcast:
			for client := range hub.clients {
				client.send <- message
			}
		}
	}
}

func main() {
	hub := newHub()
	go hub.run()

	var wg sync.WaitGroup
	join := func(name string) *Client {
		client := &Client{name: name, send: make(chan string, 8)}
		hub.register <- client
		wg.Add(1)
		go func() {
			defer wg.Done()
			for message := range client.send {
				client.heard = append(client.heard, message)
			}
		}()
		return client
	}

	ann := join("ann")
	hub.broadcast <- "hello"
	bob := join("bob")
	hub.broadcast <- "welcome bob"
	hub.unregister <- ann
	hub.broadcast <- "ann has left"
	hub.unregister <- ann
	hub.unregister <- bob
	wg.Wait()

	for _, client := range []*Client{ann, bob} {
		fmt.Println(client.name+":", strings.Join(client.heard, ", "))
	}
}
