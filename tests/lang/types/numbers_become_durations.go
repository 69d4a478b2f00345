package main

import (
	"fmt"
	"time"
)

func pause(d time.Duration)    { fmt.Println(d) }
func both(ds ...time.Duration) { fmt.Println(ds[0], ds[1]) }
func later() time.Duration     { return 7 }

func main() {
	pause(5)
	both(1000, 2e6)
	fmt.Println(later())
}
