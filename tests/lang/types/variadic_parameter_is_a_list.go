package main

import "fmt"

func sum(label string, nums ...int) {
	total := 0
	for _, n := range nums {
		total += n
	}
	fmt.Println(label, len(nums), total)
}

func main() {
	sum("none")
	sum("three", 1, 2, 3)

}
