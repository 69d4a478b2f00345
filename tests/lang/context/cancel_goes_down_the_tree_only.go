package main

import (
	"context"
	"fmt"
)

func main() {
	parent, cancelParent := context.WithCancel(context.Background())
	child, cancelChild := context.WithCancel(parent)
	sibling, cancelSibling := context.WithCancel(parent)
	defer cancelSibling()
	cancelChild()
	fmt.Println(parent.Err(), child.Err(), sibling.Err())
	cancelParent()
	fmt.Println(parent.Err(), child.Err(), sibling.Err())

}
