package main

import (
	"fmt"
	"net"
)

func main() {
	dialer := net.Dialer{Resolver: &net.Resolver{PreferGo: true}}
	for _, port := range []string{"gopher", "GOPHER", " 80", "80 ", "8 0", "0x50"} {
		_, err := dialer.Dial("tcp", "127.0.0.1:"+port)
		fmt.Println(err)
	}
}
