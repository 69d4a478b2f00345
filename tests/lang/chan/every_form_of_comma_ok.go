package main

import "fmt"

func main() {
	ch := make(chan int, 4)
	for i := range 4 {
		ch <- i
	}
	a, ok := <-ch
	fmt.Println(a, ok)
	var b, c = <-ch
	fmt.Println(b, c)
	var t struct {
		v  int
		ok bool
	}
	t.v, t.ok = <-ch
	fmt.Println(t.v, t.ok)
	_, ok = <-ch
	fmt.Println(ok)
	close(ch)
	_, open := <-ch
	fmt.Println(open)

}
