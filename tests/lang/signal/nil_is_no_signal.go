package main

import (
	"fmt"
	"os"
	"os/signal"
)

func main() {
	fmt.Println(signal.Ignored(nil))
	signal.Ignore(nil)
	c := make(chan os.Signal, 1)
	signal.Notify(c, nil)
	signal.Reset(nil)
	p, _ := os.FindProcess(os.Getpid())
	fmt.Println(p.Signal(nil))
}
