package main

import (
	"fmt"
	"runtime"
	"sync"
)

const SHARDS = 4

type shard struct {
	mu     sync.Mutex
	counts map[string]int
}

type Metrics struct {
	shards [SHARDS]shard
}

func newMetrics() *Metrics {
	metrics := &Metrics{}
	for i := range metrics.shards {
		metrics.shards[i].counts = map[string]int{}
	}
	return metrics
}

func (metrics *Metrics) shard(key string) *shard {
	sum := 0
	for i := range len(key) {
		sum += int(key[i])
	}
	return &metrics.shards[sum%SHARDS]
}

func (metrics *Metrics) inc(key string) {
	shard := metrics.shard(key)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	seen := shard.counts[key]
	runtime.Gosched()
	shard.counts[key] = seen + 1
}

func (metrics *Metrics) total() int {
	total := 0
	for i := range metrics.shards {
		shard := &metrics.shards[i]
		shard.mu.Lock()
		for _, count := range shard.counts {
			total += count
		}
		shard.mu.Unlock()
	}
	return total
}

func main() {
	metrics := newMetrics()
	var wg sync.WaitGroup
	for range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, key := range []string{"get", "put", "post", "delete", "head"} {
				metrics.inc(key)
			}
		}()
	}
	wg.Wait()
	fmt.Println(metrics.total())
	fmt.Println(metrics.shard("post").counts["post"])
}
