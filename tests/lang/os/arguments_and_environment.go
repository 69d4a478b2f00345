package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println(os.Getenv("GOSH_TEST"), os.Getenv("GOSH_TEST_UNSET") == "", os.Args[1])

}
