package main

import (
	"fmt"
	"time"
)

const N, STRIDE = 100_000, 7919

func never() { panic("an hour has passed") }

func main() {
	var timers []*time.Timer
	start := time.Now()
	for i := range N {
		timers = append(timers, time.AfterFunc(time.Hour+time.Duration(i*STRIDE%N), never))
	}
	fmt.Printf("timer_start: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/float64(len(timers)))
}
