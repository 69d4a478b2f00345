package main

import (
	"context"
	"fmt"
)

func main() {
	fmt.Println(context.Background().Done() == nil, context.Background().Err())

}
