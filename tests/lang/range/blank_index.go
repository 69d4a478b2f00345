package main

import "fmt"

func main() {
	sum := 0
	for _, v := range []int{3, 4, 5} {
		sum += v
	}
	fmt.Println(sum)

}
