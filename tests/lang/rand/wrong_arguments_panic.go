package main

import (
	"fmt"
	"math/rand"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	r := rand.New(rand.NewSource(1))
	try(func() { rand.Int31n(0) })
	try(func() { rand.Int63n(-1) })
	try(func() { r.Intn(-5) })
	try(func() { rand.Shuffle(-1, func(i, j int) {}) })
	try(func() { rand.Perm(-1) })
}
