package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println(time.Tick(0) == nil)

}
