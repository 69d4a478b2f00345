package main

import (
	"fmt"
	"sync"
	"time"
)

const N, STRIDE = 100_000, 7919

var (
	wg    sync.WaitGroup
	first time.Time
)

func fire() {
	if first.IsZero() {
		first = time.Now()
	}
	wg.Done()
}

func main() {
	wg.Add(N)
	due := time.Now().Add(time.Second)
	var timers []*time.Timer
	for i := range N {
		timers = append(timers, time.AfterFunc(time.Until(due)+time.Duration(i*STRIDE%N), fire))
	}
	wg.Wait()
	fmt.Printf("timer_fire: %.1f ns/op\n", float64(time.Since(first).Nanoseconds())/N)
}
