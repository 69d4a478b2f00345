package main

func f() {
	defer func() {
		recover()
		panic("second")
	}()
	panic("first")
}

func main() {
	f()

}
