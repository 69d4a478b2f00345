package main

func f() {
	defer func() {
		defer func() { panic("third") }()
		panic("second")
	}()
	panic("first")
}

func main() {
	f()

}
