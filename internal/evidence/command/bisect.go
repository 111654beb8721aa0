package command

import "fmt"

// Bisect finds, in values that are in order, the first one from which on holds differs from what it is for the first
// value. It asks for the first, the last, and then by halves: about log₂(n)+2 runs. When first and last agree nothing
// is found.
func Bisect(values []string, holds func(value string) (bool, error)) (turn int, found bool, err error) {
	if len(values) < 2 {
		return 0, false, fmt.Errorf("a bisect needs two values or more, got %d", len(values))
	}
	first, err := holds(values[0])
	if err != nil {
		return 0, false, err
	}
	last, err := holds(values[len(values)-1])
	if err != nil || first == last {
		return 0, false, err
	}
	low, high := 0, len(values)-1 // low is like the first, high is not
	for high-low > 1 {
		middle := (low + high) / 2
		like, err := holds(values[middle])
		if err != nil {
			return 0, false, err
		}
		if like == first {
			low = middle
		} else {
			high = middle
		}
	}
	return high, true, nil
}
