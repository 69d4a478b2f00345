package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

var list []int

func main() {
	fmt.Println(debug.SetGCPercent(-1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := 1; i <= 200_000; i++ {
		list = []int{i, 0}
	}
	runtime.ReadMemStats(&after)
	fmt.Println(after.NumGC == before.NumGC, after.HeapAlloc-before.HeapAlloc > 1_600_000)
	fmt.Println(debug.SetGCPercent(100))
	debug.FreeOSMemory()
	runtime.ReadMemStats(&after)
	fmt.Println(after.NumGC > before.NumGC, int64(after.HeapAlloc)-int64(before.HeapAlloc) < 1_600_000)
}
