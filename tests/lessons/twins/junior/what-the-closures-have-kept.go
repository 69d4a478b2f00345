package main

import "fmt"

func main() {
	n := 0
	var list []func()
	for i := range 3 {
		list = append(list, func() { fmt.Println(i, n) })
		n += 1
	}
	for _, f := range list {
		f()
	}
}
