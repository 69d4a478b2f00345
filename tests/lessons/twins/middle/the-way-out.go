package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("closed")
	fmt.Println("working")
	os.Exit(3)
}
