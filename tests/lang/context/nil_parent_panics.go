package main

import "context"

func main() {
	context.WithCancel(nil)

}
