package main

import (
	"fmt"
	"time"
)

func parse(layout, value string) {
	t, err := time.Parse(layout, value)
	if err != nil {
		fmt.Println(err)
	} else {
		fmt.Println(t)
	}
}

func main() {
	parse(time.RFC3339, "2024-02-29T12:30:45Z")
	parse(time.RFC3339, "2024-02-29T12:30:45.678+02:00")
	parse(time.DateTime, "2024-02-29 12:30:45.5")
	parse(time.ANSIC, "Thu Feb 29 12:30:45 2024")
	parse(time.RFC1123, "Thu, 29 Feb 2024 12:30:45 UTC")
	parse(time.RFC1123, "Thu, 29 Feb 2024 12:30:45 XYZ")
	parse(time.Kitchen, "12:05AM")
	parse("2006 002", "2024 060")
	parse("2006-01-02 15:04:05.000 -0700", "1999-12-31 23:59:59.999 -1130")
	parse(time.DateOnly, "2023-02-29")
	parse(time.DateOnly, "2023-13-01")
	parse(time.DateOnly, "2023-1-01")
	parse(time.DateOnly, "2023-01-01T")
	parse(time.TimeOnly, "12:60:00")
	parse(time.RFC3339, "yesterday")
	t, err := time.Parse(time.RFC3339, "2024-02-29T12:30:45+05:30")
	fmt.Println(t.UTC(), t.Hour(), t.Format(time.RFC822), t.AddDate(0, 0, 1), t.Add(time.Hour), t.Unix(), err)
	_, err = time.Parse("15:04", "25:00")
	fmt.Printf("%T %v\n", err, err)
	u, _ := time.ParseInLocation(time.DateTime, "2024-01-01 00:00:00", time.UTC)
	fmt.Println(u, u.Equal(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)))
}
