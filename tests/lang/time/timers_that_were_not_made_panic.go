package main

import (
	"fmt"
	"time"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	var t time.Timer
	var k time.Ticker
	try(func() { t.Stop() })
	try(func() { t.Reset(1) })
	try(func() { k.Reset(1) })
	k.Stop()
	f := time.AfterFunc(0, func() {})
	time.Sleep(time.Millisecond)
	fmt.Println(f.C == nil, f.Stop(), f.Reset(time.Hour), f.Stop())
}
