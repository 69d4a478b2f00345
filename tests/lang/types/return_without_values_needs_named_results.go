package main

func named() (n int, err error) { return }
func unnamed() (int, error)     { return }

func main() {
	named()
	unnamed()
}
