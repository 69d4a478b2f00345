package main

import (
	"fmt"
	"net"
)

func main() {
	for _, address := range []string{"127.0.0.1:99999", ":99999", "127.0.0.1", "127.0.0.1:foo", "a:b:c", "[::1", "::1:80", "[::1]80",
		"[::1]:80:90", "127.0.0.1:-1", "foo[bar]:80", "127.0.0.1:22x", "foo]:80"} {
		_, err := net.Listen("tcp", address)
		fmt.Println(err)
		_, err = net.Dial("tcp", address)
		fmt.Println(err)
	}
	_, err := net.Dial("tcp", "")
	fmt.Println(err)
	for _, network := range []string{"foo", "", "TCP"} {
		_, err := net.Listen(network, "127.0.0.1:0")
		fmt.Println(err)
	}
	_, err = net.Dial("tcp6", "127.0.0.1:1")
	fmt.Println(err)
	fmt.Printf("%s\t%s\n", net.JoinHostPort("::1", "80"), net.JoinHostPort("localhost", "80"))
	host, port, err := net.SplitHostPort("[::1]:80")
	fmt.Printf("%s\t%s\t%v\n", host, port, err == nil)
	host, port, err = net.SplitHostPort("nowhere")
	fmt.Printf("%v\t%v\t%v\n", host == "", port == "", err)
}
