package main

func main() {
	a := func() {}
	b := func() { panic("second") }
	a()
	b()

}
