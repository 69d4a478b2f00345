package main

func f() {
	continue
}

func main() {
	f()

}
