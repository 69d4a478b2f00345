package main

import "fmt"

func set(m map[string]int, key string) {
	m[key] += 1
}

func main() {
	var m map[string]int
	attempt := func(f func()) {
		defer func() {
			fmt.Println(recover())
		}()
		f()
	}
	attempt(func() { m["a"] = 1 })
	attempt(func() { set(nil, "a") })
	m = map[string]int{}
	attempt(func() { m["a"], m["b"] = 1, 2 })
	attempt(func() { set(m, "a") })
	fmt.Println(m["a"], m["b"])
	m = nil
	m["a"] = 1
}
