package main

import "fmt"

func f() (int, string) {
	defer func() { recover() }()
	panic("boom")
}

func main() {
	n, s := f()
	fmt.Printf("%d %q\n", n, s)

}
