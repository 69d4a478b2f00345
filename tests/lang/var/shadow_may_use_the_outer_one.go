package main

import "fmt"

func main() {
	x := 1
	{
		x := x + 1
		fmt.Println(x)
	}
	fmt.Println(x)

}
