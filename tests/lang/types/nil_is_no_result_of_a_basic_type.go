package main

import (
	"errors"
	"fmt"
)

func find(key string) (int, error) {
	return nil, errors.New("not found")
}

func main() {
	fmt.Println(find("a"))
}
