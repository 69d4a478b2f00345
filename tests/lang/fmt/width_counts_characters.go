package main

import "fmt"

func main() {
	fmt.Printf("|%5s|%-4s|%.2s|\n", "héé", "日本", "日本語")

}
