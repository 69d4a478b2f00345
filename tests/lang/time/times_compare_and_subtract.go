package main

import (
	"fmt"
	"time"
)

func main() {
	start := time.Now()
	later := start.Add(90 * time.Second)
	fmt.Println(later.Sub(start), later.After(start), later.Before(start), later.Equal(later))

}
