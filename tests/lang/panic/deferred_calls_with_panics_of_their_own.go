package main

func nested(name string) {
	defer func() { panic(name + " again") }()
	panic(name)
}

func quiet() {
	defer func() { recover() }()
	panic("not told")
}

func f() {
	defer nested("c")
	defer quiet()
	defer func() {
		defer nested("b")
		nested("a")
	}()
	nested("first")
}

func main() {
	f()
}
