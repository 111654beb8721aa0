package calendar

import "sync"

type regionYear struct {
	region Region
	year   int
}

// computed memoises a pure function: the holidays of a region in a year. It
// holds no configuration and never changes an answer.
var computed sync.Map

func holidaysOf(r Region, year int) []Holiday {
	key := regionYear{r, year}
	if v, ok := computed.Load(key); ok {
		return v.([]Holiday)
	}
	v, _ := computed.LoadOrStore(key, r.Holidays(year))
	return v.([]Holiday)
}
