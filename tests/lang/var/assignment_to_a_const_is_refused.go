package main

func main() {
	const N = 3
	N = 4

}
