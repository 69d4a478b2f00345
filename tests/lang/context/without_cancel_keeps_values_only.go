package main

import (
	"context"
	"fmt"
)

func main() {
	parent, cancel := context.WithCancel(context.WithValue(context.Background(), "k", "v"))
	free := context.WithoutCancel(parent)
	cancel()
	fmt.Println(parent.Err(), free.Err(), free.Value("k"), free.Done() == nil)

}
