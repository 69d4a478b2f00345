package main

import "fmt"

func f() (int, string, error) {
	return 1, "a", nil
}

func main() {
	fmt.Println(f())

}
