package main

import "fmt"

func main() {
	fmt.Printf("%q %q %q\n", fmt.Sprint("a", 1, 2), fmt.Sprintln("a", 1), fmt.Sprintf("%03d", 7))

}
