package main

import (
	"errors"
	"fmt"
)

func f() (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("f: %w", err)
		}
	}()
	if true {
		return errors.New("inside")
	}
	return nil
}

func main() {
	fmt.Println(f())

}
