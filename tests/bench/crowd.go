// Round trips over 1,000 connections to the server at the given address, which as many others as are asked for have as
// well: these are idle, but for one round trip at the end that shows that they live.
package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"time"
)

const busy, roundTrips = 1000, 50

func dial() net.Conn {
	conn, err := net.Dial("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	return conn
}

func talk(conn net.Conn, times int, wg *sync.WaitGroup) {
	defer wg.Done()
	hello := []byte("hello, gopher")
	buf := make([]byte, 512)
	for range times {
		conn.Write(hello)
		n, err := conn.Read(buf)
		if err != nil || string(buf[:n]) != string(hello) {
			panic(err)
		}
	}
}

func talkAll(conns []net.Conn, times int) {
	var wg sync.WaitGroup
	wg.Add(len(conns))
	for _, conn := range conns {
		go talk(conn, times, &wg)
	}
	wg.Wait()
}

func main() {
	idle, _ := strconv.Atoi(os.Args[2])
	var idlers, talkers []net.Conn
	for range idle {
		idlers = append(idlers, dial())
	}
	for range busy {
		talkers = append(talkers, dial())
	}
	talkAll(talkers, 1)
	began := time.Now()
	talkAll(talkers, roundTrips)
	took := time.Since(began)
	talkAll(idlers, 1)
	fmt.Printf("crowd: %.1f ns/op\n", float64(took.Nanoseconds())/(busy*roundTrips))
}
