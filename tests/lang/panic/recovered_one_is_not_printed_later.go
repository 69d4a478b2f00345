package main

func f() {
	defer func() { recover() }()
	panic("gone")
}

func main() {
	f()
	panic("new")

}
