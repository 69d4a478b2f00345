package main

import (
	"errors"
	"fmt"
)

func f(x int) (n int, err error) {
	if x < 0 {
		err = errors.New("negative")
		return
	}
	n = x + 1
	return
}

func main() {
	fmt.Println(f(1))
	fmt.Println(f(-1))

}
