package main

func rethrow() {
	r := recover()
	if r != nil {
		panic(r)
	}
}

func inner() {
	defer rethrow()
	panic("deep down")
}

func outer() {
	defer rethrow()
	inner()
}

func main() {
	outer()
}
