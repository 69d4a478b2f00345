package main

import "fmt"

func fail() chan int {
	panic("first operand")
}

func later() chan int {
	fmt.Println("later operand")
	return nil
}

func main() {
	defer func() { fmt.Println(recover()) }()
	select {
	case <-fail():
	case <-later():
	}

}
