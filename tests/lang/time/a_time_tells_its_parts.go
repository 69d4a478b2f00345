package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.Date(2024, time.February, 29, 23, 59, 58, 123456789, time.UTC)
	fmt.Println(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond())
	fmt.Println(t.Weekday(), t.YearDay(), t.Location())
	fmt.Println(t.Date())
	fmt.Println(t.Clock())
	fmt.Println(t.Unix(), t.UnixMilli(), t.UnixMicro(), t.UnixNano())
	fmt.Println(time.Unix(1709251198, 5).UTC(), time.UnixMilli(1709251198123).UTC(), time.UnixMicro(-1).UTC())
	u := t.Add(time.Nanosecond)
	fmt.Println(t.Compare(u), u.Compare(t), t.Compare(t), t.Before(u), t.After(u), t.Equal(t.In(time.UTC)))
	fmt.Println(t.Local().Equal(t), t.Local().Location(), t.In(time.Local).Location())
	fmt.Println(t.AddDate(1, 0, 0), t.AddDate(0, -1, 1).Weekday())
	fmt.Println(t.Truncate(time.Hour), t.Round(time.Hour), t.Truncate(0))
	fmt.Println(t.Sub(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)))
	var zero time.Time
	fmt.Println(zero, zero.IsZero(), zero.Unix())
	fmt.Println(time.Until(time.Now().Add(time.Hour)) > 59*time.Minute)
}
