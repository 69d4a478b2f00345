package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.AfterFunc(time.Second, func() { fmt.Println("fired") })
	time.Sleep(time.Second)
	fmt.Println(t.Stop())
	time.Sleep(time.Second)
}
