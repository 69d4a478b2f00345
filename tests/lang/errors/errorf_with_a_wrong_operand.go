package main

import "fmt"

func main() {
	fmt.Println(fmt.Errorf("%w", "text"))
	fmt.Println(fmt.Errorf("%w", nil))
	fmt.Println(fmt.Errorf("plain %d", 5))

}
