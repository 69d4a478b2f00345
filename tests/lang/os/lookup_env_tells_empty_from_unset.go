package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println(os.LookupEnv("GOSH_EMPTY"))
	fmt.Println(os.LookupEnv("GOSH_UNSET"))
	fmt.Println(os.Getenv("GOSH_UNSET") == "")
}
