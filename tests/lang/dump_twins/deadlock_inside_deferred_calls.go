package main

var ch = make(chan int)

func finish(name string) {
	ch <- 1
}

func work() {
	defer finish("a")
	defer func() {
		defer finish("b")
		<-ch
	}()
}

func main() {
	go work()
	fails := func() {
		defer func() {
			recover()
			<-make(chan int)
		}()
		panic("on the way")
	}
	fails()
}
