package main

func three() (int, int, error) { return 1, 2, nil }
func two() (int, error)        { return three() }

func main() { two() }
