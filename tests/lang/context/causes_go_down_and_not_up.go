package main

import (
	"context"
	"errors"
	"fmt"
)

func main() {
	parent, cancelParent := context.WithCancelCause(context.Background())
	child, cancelChild := context.WithCancelCause(parent)
	cancelChild(errors.New("child"))
	fmt.Println(context.Cause(parent), context.Cause(child))
	cancelParent(errors.New("parent"))
	fmt.Println(context.Cause(parent), context.Cause(child))
}
