package main

import "fmt"

func main() {
	fmt.Println(len("héllo"), len([]int{1, 2, 3}), len(make(chan int, 5)), cap(make(chan int, 5)))

}
