package main

import "fmt"

func main() {
	fmt.Printf("%d\n", "hi")
	fmt.Printf("%s\n", 5)
	fmt.Printf("%z\n", 5)
	fmt.Printf("%t\n", 1)
	fmt.Printf("%d\n", 2.5)
	fmt.Printf("%d\n", true)
	fmt.Printf("%f\n", 3)
	fmt.Printf("%!\n")

}
