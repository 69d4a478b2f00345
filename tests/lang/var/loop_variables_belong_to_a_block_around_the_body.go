package main

import "fmt"

func main() {
	for i := range 2 {
		i := i * 10
		fmt.Println(i)
	}

}
