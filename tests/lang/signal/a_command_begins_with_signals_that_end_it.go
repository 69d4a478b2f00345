package main

import (
	"fmt"
	"os/exec"
	"syscall"
)

func main() {
	for _, name := range []string{"USR1", "ALRM", "PIPE", "XCPU"} {
		err := exec.Command("sh", "-c", "kill -"+name+" $$").Run()
		status := err.(*exec.ExitError).Sys().(syscall.WaitStatus)
		fmt.Println(nil, "signal", int(status.Signal()))
	}
}
