package main

import "fmt"

func main() {
	fmt.Printf("%t %v %5t|%-7t|%q\n", true, false, true, false, true)

}
