package main

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
)

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				buf := make([]byte, 4096)
				for {
					n, err := conn.Read(buf)
					if err != nil {
						conn.Close()
						return
					}
					conn.Write(buf[:n])
				}
			}()
		}
	}()
	var wg sync.WaitGroup
	var right atomic.Int64
	for i := range 100 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			conn, _ := net.Dial("tcp", l.Addr().String())
			defer conn.Close()
			r := bufio.NewReader(conn)
			for j := range 10 {
				said := fmt.Sprintf("%d:%d\n", i, j)
				conn.Write([]byte(said))
				line, _ := r.ReadString('\n')
				if line == said {
					right.Add(1)
				}
			}
		}()
	}
	wg.Wait()
	fmt.Println(right.Load())
}
