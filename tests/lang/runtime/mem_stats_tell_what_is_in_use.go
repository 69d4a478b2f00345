package main

import (
	"fmt"
	"runtime"
)

func main() {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	list := make([][]int, 10001)
	for i := 1; i <= 10000; i++ {
		list[i] = []int{i}
	}
	runtime.ReadMemStats(&after)
	fmt.Println(after.HeapAlloc-before.HeapAlloc > 100_000, after.Mallocs-before.Mallocs >= 10_000)
	fmt.Println(after.HeapAlloc == after.Alloc, after.HeapObjects == after.Mallocs-after.Frees)
	fmt.Println(after.Sys >= after.HeapSys, after.HeapSys >= after.HeapInuse)
	runtime.KeepAlive(list)
	list = nil
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&before)
	fmt.Println(before.HeapAlloc < after.HeapAlloc, before.NumGC >= after.NumGC+2)
}
