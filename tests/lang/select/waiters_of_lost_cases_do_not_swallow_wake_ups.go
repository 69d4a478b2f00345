package main

import "fmt"

func main() {
	c1, c2 := make(chan bool), make(chan bool)
	c3, c4 := make(chan bool), make(chan bool)
	go func() { <-c1 }()
	go func() {
		select {
		case <-c1:
			panic("dummy")
		case <-c2:
			c3 <- true
		}
		<-c1
	}()
	go func() { c2 <- true }()
	<-c3
	c1 <- true
	c1 <- true
	go func() {
		select {
		case c1 <- true:
			panic("dummy")
		case <-c2:
			c3 <- true
		}
		c1 <- true
		c4 <- true
	}()
	go func() { c2 <- true }()
	<-c3
	<-c1
	<-c4
	fmt.Println("all woken")

}
