package main

import "fmt"

func main() {
	count, sum := 0, 0
	for k, v := range map[string]int{"a": 1, "b": 2, "c": 3} {
		count += len(k)
		sum += v
	}
	fmt.Println(count, sum)

}
