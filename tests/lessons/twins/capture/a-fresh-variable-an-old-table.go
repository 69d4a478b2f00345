package main

import "fmt"

type Job struct{ n int }

func main() {
	job := &Job{}
	ch := make(chan *Job, 2)
	for i := range 2 {
		job.n = i
		ch <- job
	}
	a, b := <-ch, <-ch
	fmt.Println(a.n, b.n)
}
