package main

import "fmt"

func main() {
	fmt.Println(map[string]int{"b": 2, "a": 1, "c": 3})
	fmt.Println(map[int]string{10: "x", -1: "y", 3: "z"})
	fmt.Printf("%v %d\n", map[string]int{"x": 1}, map[string]int{"x": 255})
	fmt.Println(map[string]map[string]string{"inner": {"k": "v"}})
	fmt.Println(map[bool]int{true: 1, false: 0})

}
