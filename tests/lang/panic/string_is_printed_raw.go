package main

func main() {
	panic("it broke")

}
