package main

import "fmt"

func worker(id int) {
	fmt.Println(id)
}

func main() {
	worker("x")

}
