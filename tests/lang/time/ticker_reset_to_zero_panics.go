package main

import "time"

func main() {
	ticker := time.NewTicker(time.Second)
	ticker.Reset(0)

}
