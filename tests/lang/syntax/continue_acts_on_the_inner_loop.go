package main

import "fmt"

func main() {
	for i := range 2 {
		for j := range 3 {
			if j == 1 {
				continue
			}
			fmt.Println(i, j)
		}
	}

}
