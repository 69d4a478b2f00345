package main

import (
	"fmt"
	"time"
)

const N, STRIDE = 100_000, 7919

func never() { panic("an hour has passed") }

func main() {
	var timers []*time.Timer
	for i := range N {
		timers = append(timers, time.AfterFunc(time.Hour+time.Duration(i*STRIDE%N), never))
	}
	start := time.Now()
	for _, t := range timers {
		if !t.Stop() {
			panic("a timer was not pending")
		}
	}
	fmt.Printf("timer_stop: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/N)
}
