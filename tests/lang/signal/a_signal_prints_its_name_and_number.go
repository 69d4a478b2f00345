package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	fmt.Printf("%T %v %d %q\n", os.Interrupt, os.Interrupt, os.Interrupt, os.Kill)
	var sig os.Signal = syscall.SIGTERM
	fmt.Println(sig, sig.(syscall.Signal).String(), sig == syscall.Signal(15), sig == os.Interrupt)
	names := map[os.Signal]string{os.Interrupt: "as a key"}
	fmt.Println(names[syscall.SIGINT], syscall.Signal(40))
	sigs := make(chan os.Signal, 1)
	sigs <- syscall.SIGUSR1
	close(sigs)
	fmt.Println(<-sigs, <-sigs)
}
