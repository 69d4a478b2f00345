package main

func down(n int) int {
	if n == 0 {
		panic("deep")
	}
	down(n - 1)
	return n
}

func main() {
	down(119)

}
