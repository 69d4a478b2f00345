package main

import "fmt"

type file struct{ name string }

func (f *file) close() { fmt.Println("closed", f.name) }

func main() {
	f := &file{"f"}
	defer f.close()
	fmt.Println("using")

}
