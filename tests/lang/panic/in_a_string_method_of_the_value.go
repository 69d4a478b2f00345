package main

type T struct{}

func (t T) String() string {
	panic("no words")
}

func main() {
	x := T{}
	panic(x)
}
