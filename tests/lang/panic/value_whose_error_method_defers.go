package main

type T struct{}

func (t T) Error() (text string) {
	defer func() {
		text = "recovered " + recover().(string)
	}()
	panic("inside")
}

func main() {
	x := T{}
	panic(x)
}
