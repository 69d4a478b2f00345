package main

import "fmt"

func main() {
	fs := make([]func() int, 3)
	for i := range 3 {
		fs[i] = func() int { i += 10; return i }
	}
	fmt.Println(fs[0](), fs[0](), fs[1](), fs[2]())

}
