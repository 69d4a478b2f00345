package main

import (
	"errors"
	"fmt"
)

func main() {
	a := errors.New("same")
	b := errors.New("same")
	c := a
	fmt.Println(a == b, a == c, a.Error() == b.Error())

}
