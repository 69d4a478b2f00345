package main

type T struct{}

func (t T) String() string {
	return <-make(chan string)
}

func main() {
	x := &T{}
	panic(x)
}
