package main

import (
	"fmt"
	"sync"
)

func main() {
	var m sync.Map
	for i := range 5 {
		m.Store(i, i*i)
	}
	fmt.Println(m.CompareAndSwap(2, 4, 40), m.CompareAndSwap(2, 4, 41), m.CompareAndSwap(9, 0, 1))
	fmt.Println(m.CompareAndDelete(3, 0), m.CompareAndDelete(3, 9), m.CompareAndDelete(3, 9))
	fmt.Println(m.Swap(0, "zero"))
	fmt.Println(m.LoadAndDelete(0))
	fmt.Println(m.LoadAndDelete(0))
	sum, count := 0, 0
	m.Range(func(k, v any) bool {
		if k.(int) < 100 {
			sum += v.(int)
			count++
			m.Delete(k)
			m.Store(k.(int)+100, v)
		}
		return count < 100
	})
	fmt.Println(sum, count >= 3)
	seen := 0
	m.Range(func(k, v any) bool {
		seen++
		return false
	})
	fmt.Println(seen)
	m.Clear()
	m.Range(func(k, v any) bool { panic("not empty") })
	v, ok := m.Load(2)
	fmt.Println(v, ok)
}
