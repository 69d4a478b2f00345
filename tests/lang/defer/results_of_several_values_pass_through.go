package main

import "fmt"

func pair() (int, string) { return 1, "two" }

func f() (int, string) {
	defer func() {}()
	return pair()
}

func main() {
	fmt.Println(f())

}
