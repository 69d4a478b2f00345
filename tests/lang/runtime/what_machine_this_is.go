package main

import (
	"fmt"
	"runtime"
)

func main() {
	fmt.Println(runtime.NumCPU() >= 1, runtime.GOOS, len(runtime.GOARCH) > 2)
	fmt.Printf("%T\n", runtime.Version())
}
