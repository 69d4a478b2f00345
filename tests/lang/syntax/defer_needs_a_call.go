package main

func f() {
	defer f
}

func main() {
	f()
}
