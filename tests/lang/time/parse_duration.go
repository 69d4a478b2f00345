package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println(time.ParseDuration("1h15m30.918s"))
	fmt.Println(time.ParseDuration("-1.5h"))
	fmt.Println(time.ParseDuration("300ms"))
	fmt.Println(time.ParseDuration("10"))
	fmt.Println(time.ParseDuration("x"))
	fmt.Println(time.ParseDuration("3 s"))

}
