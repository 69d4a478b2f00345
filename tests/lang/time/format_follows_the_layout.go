package main

import (
	"fmt"
	"time"
)

func main() {
	t := time.Date(2024, time.March, 5, 15, 4, 9, 87600000, time.UTC)
	for _, layout := range []string{time.ANSIC, time.RFC822, time.RFC850, time.RFC1123, time.RFC3339, time.RFC3339Nano, time.Kitchen,
		time.StampMilli, time.DateTime, time.DateOnly, time.TimeOnly, "Monday __2 002 _2", "3:4:5 pm .000 .999 ,00",
		"Month 2006 06 1", "-07 -0700 -07:00:00 Z07 Z0700"} {
		fmt.Println(t.Format(layout))
	}
	fmt.Println(t)
	fmt.Println(t.String() == fmt.Sprint(t))
}
