package main

func f() {
	defer recover()
	panic("boom")
}

func main() {
	f()

}
