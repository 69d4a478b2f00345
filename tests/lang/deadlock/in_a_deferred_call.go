package main

func f() {
	defer func() {
		<-make(chan int)
	}()
}

func main() {
	f()

}
