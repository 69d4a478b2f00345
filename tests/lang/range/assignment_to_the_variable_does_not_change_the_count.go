package main

import "fmt"

func main() {
	for i := range 3 {
		i = i * 10
		fmt.Println(i)
	}

}
