package main

import "time"

func late() {
	panic("too late")
}

func main() {
	time.AfterFunc(time.Millisecond, late)
	time.Sleep(time.Second)
}
