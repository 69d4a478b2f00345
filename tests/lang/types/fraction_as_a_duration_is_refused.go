package main

import "time"

func main() {
	var d time.Duration = 1.5
	_ = d
}
