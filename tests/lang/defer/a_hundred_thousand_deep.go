package main

import "fmt"

func f(n int) string {
	defer func() {}()
	if n > 0 {
		return f(n - 1)
	}
	return "bottom"
}

func main() {
	fmt.Println(f(100_000))

}
