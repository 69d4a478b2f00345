package main

import "fmt"

func main() {
	for i := range 3 {
		if i == 1 {
			continue
		}
		x := i * 2
		fmt.Println(x)
	}

}
