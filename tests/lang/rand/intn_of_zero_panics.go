package main

import "math/rand"

func main() {
	rand.Intn(0)

}
