package main

import (
	"fmt"
	"time"
)

func year(t time.Time) int {
	return t.Year()
}

func main() {
	fmt.Println(year(1970))
}
