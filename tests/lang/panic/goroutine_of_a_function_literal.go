package main

func main() {
	go func() {
		panic("in literal")
	}()
	select {}

}
