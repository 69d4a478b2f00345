package main

func f(n int) (int, error) {
	if n > 0 {
		return n
	}
	return 0, nil
}

func main() { f(1) }
