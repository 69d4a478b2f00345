package main

import "fmt"

func main() {
	fmt.Printf("%#v\n", []any{1, "a", 2.5, []any{true}})
	fmt.Printf("%#v %#v\n", map[string]any{"a": 1, "b": "x"}, map[int]any{1: 1.5, -2: "y"})
}
