package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println(time.Date(2023, 14, 30, 25, 61, -1, 0, time.UTC))
	t := time.Date(2024, time.January, 31, 12, 0, 0, 0, time.UTC)
	fmt.Println(t.AddDate(0, 1, 0))
	fmt.Println(t.Weekday(), t.YearDay(), t.Month()+1, t.Month() == time.January)
	fmt.Println(t.Truncate(24*time.Hour), t.Round(24*time.Hour))
	fmt.Println(t.Unix(), time.UnixMilli(1500).UTC())
	var zero time.Time
	fmt.Println(zero, zero.IsZero(), t.Sub(zero))
	fmt.Println(time.Month(13), time.Weekday(8))
}
