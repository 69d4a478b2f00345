package main

import (
	"os"
	"os/signal"
)

func main() {
	var sigs chan os.Signal
	signal.Notify(sigs, os.Interrupt)
}
