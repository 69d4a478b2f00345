package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stdout, "out", 1)
	fmt.Fprintf(os.Stderr, "err %d\n", 2)
	fmt.Fprint(os.Stdout, "x", "y", "\n")

}
