package main

import (
	"fmt"
	"sync"
)

func main() {
	var once sync.Once
	try := func() {
		defer func() { fmt.Println("recovered", recover()) }()
		once.Do(func() { panic("boom") })
		fmt.Println("returned")
	}
	try()
	try()

}
