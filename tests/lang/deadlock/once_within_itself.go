package main

import "sync"

var once sync.Once

func f() {
	once.Do(f)
}

func main() {
	once.Do(f)

}
