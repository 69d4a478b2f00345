package main

import "fmt"

type rat struct{ n, d int }

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

func newRat(n, d int) rat {
	g := gcd(n, d)
	return rat{n / g, d / g}
}

func add(a, b rat) rat { return newRat(a.n*b.d+b.n*a.d, a.d*b.d) }

func mul(a, b rat) rat { return newRat(a.n*b.n, a.d*b.d) }

func split(from chan rat) (chan rat, chan rat) {
	a, b := make(chan rat, 100), make(chan rat, 100)
	go func() {
		for v := range from {
			a <- v
			b <- v
		}
	}()
	return a, b
}

func product(f, g chan rat) chan rat {
	out := make(chan rat)
	go func() {
		fs, gs := []rat{}, []rat{}
		for {
			fs = append(fs, <-f)
			gs = append(gs, <-g)
			sum := rat{0, 1}
			for i := range fs {
				sum = add(sum, mul(fs[i], gs[len(gs)-1-i]))
			}
			out <- sum
		}
	}()
	return out
}

func integral(first rat, from chan rat) chan rat {
	out := make(chan rat)
	go func() {
		out <- first
		for n := 1; ; n++ {
			out <- mul(<-from, newRat(1, n))
		}
	}()
	return out
}

func plusOne(from chan rat) chan rat {
	out := make(chan rat)
	go func() {
		out <- add(<-from, rat{1, 1})
		for {
			out <- <-from
		}
	}()
	return out
}

func main() {
	loop := make(chan rat, 100)
	a, b := split(loop)
	result := make(chan rat, 100)
	tan := integral(rat{0, 1}, plusOne(product(a, b)))
	go func() {
		for {
			v := <-tan
			loop <- v
			result <- v
		}
	}()
	for range 8 {
		v := <-result
		fmt.Printf("%d/%d ", v.n, v.d)
	}
	fmt.Println("...")

}
