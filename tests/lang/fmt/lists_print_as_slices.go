package main

import "fmt"

func main() {
	fmt.Println([]int{1, 2, 3})
	fmt.Println([]string{"a", "b"})
	fmt.Println([][]int{{1, 2}, {3}})
	fmt.Printf("%v %d %s %q %3d|%x\n", []int{1, 2}, []int{1, 2}, []string{"a", "b"}, []string{"a", "b"}, []int{1, 2}, []int{10, 11})
	fmt.Printf("%.1f\n", []float64{1.25, 2.5})
	fmt.Println([]float64{1.5, 2.0})

}
