package main

import "context"

func main() {
	context.WithValue(context.Background(), func() {}, 1)
}
