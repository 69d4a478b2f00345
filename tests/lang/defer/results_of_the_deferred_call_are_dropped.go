package main

import "fmt"

func f() int {
	defer func() int { return 5 }()
	return 1
}

func main() {
	fmt.Println(f())

}
