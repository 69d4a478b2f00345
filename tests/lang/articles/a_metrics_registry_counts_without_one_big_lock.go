package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

const shards = 8

type shard struct {
	mu       sync.RWMutex
	counters map[string]*atomic.Int64
}

type registry struct {
	shards [shards]shard
	gauges sync.Map
	latest atomic.Value
}

func newRegistry() *registry {
	r := &registry{}
	for i := range r.shards {
		r.shards[i].counters = map[string]*atomic.Int64{}
	}
	return r
}

func (r *registry) shard(name string) *shard {
	hash := 0
	for i := 0; i < len(name); i++ {
		hash = (hash*31 + int(name[i])) % shards
	}
	return &r.shards[hash]
}

func (r *registry) counter(name string) *atomic.Int64 {
	s := r.shard(name)
	s.mu.RLock()
	known := s.counters[name]
	s.mu.RUnlock()
	if known != nil {
		return known
	}
	runtime.Gosched()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counters[name] == nil {
		s.counters[name] = &atomic.Int64{}
	}
	return s.counters[name]
}

func (r *registry) gauge(name string) *atomic.Int64 {
	g, _ := r.gauges.LoadOrStore(name, &atomic.Int64{})
	return g.(*atomic.Int64)
}

func (r *registry) snapshot() map[string]int64 {
	values := map[string]int64{}
	for i := range r.shards {
		s := &r.shards[i]
		s.mu.RLock()
		for name, n := range s.counters {
			values[name] = n.Load()
		}
		s.mu.RUnlock()
	}
	r.gauges.Range(func(name, g any) bool {
		values[name.(string)] = g.(*atomic.Int64).Load()
		return true
	})
	r.latest.Store(values)
	return values
}

func main() {
	r := newRegistry()
	inflight := r.gauge("inflight")
	var wg sync.WaitGroup
	for worker := range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			inflight.Add(1)
			defer inflight.Add(-1)
			for i := range 20 {
				r.counter("requests").Add(1)
				r.counter(fmt.Sprintf("route_%d", i%4)).Add(1)
				if (worker+i)%10 == 0 {
					r.counter("errors").Add(1)
				}
			}
		}()
	}
	wg.Wait()
	fmt.Println(r.snapshot())
	fmt.Println(r.latest.Load().(map[string]int64)["requests"])
}
