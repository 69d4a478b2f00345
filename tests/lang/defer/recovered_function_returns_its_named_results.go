package main

import "fmt"

func f() (n int, err error) {
	defer func() {
		err = fmt.Errorf("wrapped: %v", recover())
	}()
	n = 7
	panic("boom")
}

func main() {
	fmt.Println(f())

}
