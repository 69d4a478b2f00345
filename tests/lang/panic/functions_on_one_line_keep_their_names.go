package main

func a() { panic("in a") }
func b() { a() }

func main() {
	b()

}
