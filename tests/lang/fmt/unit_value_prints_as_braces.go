package main

import "fmt"

func main() {
	fmt.Println(struct{}{})
	fmt.Printf("%v\n", struct{}{})
	fmt.Printf("%T\n", struct{}{})

}
