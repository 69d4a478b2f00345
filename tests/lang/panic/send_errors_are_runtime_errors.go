package main

import "fmt"

func main() {
	ch := make(chan int)
	close(ch)
	defer func() {
		err := recover()
		fmt.Println(err)
		fmt.Println(err.(error).Error())
	}()
	close(ch)

}
