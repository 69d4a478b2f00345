package main

func f() {
	defer func() { panic("four") }()
	defer func() {
		recover()
		panic("three")
	}()
	defer func() { panic("two") }()
	panic("one")
}

func g() {
	defer func() { panic("five") }()
	f()
}

func main() {
	g()
}
