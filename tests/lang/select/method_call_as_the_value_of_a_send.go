package main

import "fmt"

type queue struct{ n int }

func (q *queue) next() int {
	q.n++
	return q.n
}

func main() {
	q := &queue{n: 4}
	out := make(chan int, 1)
	select {
	case out <- q.next():
		fmt.Println(<-out)
	}

}
