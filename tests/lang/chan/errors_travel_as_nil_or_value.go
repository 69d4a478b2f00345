package main

import (
	"errors"
	"fmt"
)

func main() {
	ch := make(chan error, 2)
	ch <- nil
	ch <- errors.New("failed")
	fmt.Println(<-ch, <-ch)

}
