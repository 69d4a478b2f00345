package main

import (
	"errors"
	"fmt"
)

type Status struct{ code int }

func (s *Status) Error() string { return fmt.Sprint("status ", s.code) }

func (s *Status) Is(target error) bool {
	t, ok := target.(*Status)
	return ok && t.code == s.code
}

func main() {
	a := &Status{404}
	b := &Status{404}
	c := &Status{500}
	fmt.Println(errors.Is(a, b), errors.Is(a, c))

}
