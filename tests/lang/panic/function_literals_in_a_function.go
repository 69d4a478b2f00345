package main

func outer() {
	inner := func() {
		innermost := func() { panic("deep") }
		innermost()
	}
	inner()
}

func main() {
	outer()

}
