package main

import "fmt"

func main() {
	for i := range 10 {
		if i == 1 {
			continue
		}
		if i == 4 {
			break
		}
		fmt.Println(i)
	}

}
