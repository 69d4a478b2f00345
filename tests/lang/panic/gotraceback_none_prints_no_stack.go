package main

func main() {
	panic("only this")

}
