package main

func f() {
	defer func() { panic("in defer") }()
	panic("first")
}

func main() {
	f()

}
