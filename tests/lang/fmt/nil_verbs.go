package main

import "fmt"

func main() {
	fmt.Printf("%v %d %s %T %+v\n", nil, nil, nil, nil, nil)

}
