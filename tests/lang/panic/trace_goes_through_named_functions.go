package main

func a(n int) { b(n, 2) }

func b(n, m int) { panic("in b") }

func main() {
	a(1)

}
