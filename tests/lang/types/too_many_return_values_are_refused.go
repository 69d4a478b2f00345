package main

func f() (int, error) {
	return 1, nil, 3
}

func main() { f() }
