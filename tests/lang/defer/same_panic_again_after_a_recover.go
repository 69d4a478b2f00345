package main

func f() {
	defer func() {
		panic(recover())
	}()
	panic("first")
}

func main() {
	f()

}
