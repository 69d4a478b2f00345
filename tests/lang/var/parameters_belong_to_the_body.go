package main

func f(a int) int {
	a := 2
	return a
}

func main() {
	f(1)

}
