package main

import (
	"context"
	"fmt"
	"regexp"
	"time"
)

func main() {
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	text := fmt.Sprint(ctx)
	fmt.Println(text[:33])
	fmt.Println(regexp.MustCompile(`\[-\d+h\d+m[\d.]+s\]\)$`).MatchString(text))
}
