package theme

import (
	"fmt"
	"math"
)

// Smallest is the least count of accounts or people that is published: 1 or 2
// would point at somebody.
const Smallest = 3

// Wilson gives the 95% interval of a share, hits of n (Wilson 1927). Of nothing
// it is 0 to 1.
func Wilson(hits, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, m := float64(hits)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, mid-half), min(1, mid+half)
}

// Published is a count as readers outside may see it.
type Published struct {
	// Exact says that N is the count; otherwise the count is withheld and lies
	// between Low and High, both included.
	Exact     bool
	N         int
	Low, High int
}

// String writes the count: "9", "fewer than 3", "20 or more".
func (p Published) String() string {
	switch {
	case p.Exact:
		return fmt.Sprint(p.N)
	case p.Low == 0:
		return fmt.Sprintf("fewer than %d", p.High+1)
	case p.High < 0:
		return fmt.Sprintf("%d or more", p.Low)
	default:
		return fmt.Sprintf("%d to %d", p.Low, p.High)
	}
}

// OfWhole publishes a part of a whole that is published too. A part of 1 or 2
// is withheld; so is one that leaves 1 or 2 over.
func OfWhole(part, whole int) Published {
	switch {
	case part > 0 && part < Smallest:
		return Published{Low: 0, High: Smallest - 1}
	case part < whole && whole-part < Smallest:
		return Published{Low: max(whole-Smallest, Smallest), High: -1}
	}
	return Published{Exact: true, N: part}
}

// Gives reports whether a count, or what lies between it and another, would point at one or two.
func Gives(n int) bool { return n > 0 && n < Smallest || n < 0 && n > -Smallest }

// Division publishes the parts into which a published whole divides. Parts of 1
// or 2 are withheld, and as many of the next smallest ones as it takes that what
// is withheld together is 3 or more (or nothing) and comes from two parts.
func Division(parts []int) []Published { return DivisionWithout(parts, nil) }

// DivisionWithout is Division where some parts are withheld for a reason of their own.
func DivisionWithout(parts []int, without []bool) []Published {
	withheld := make([]bool, len(parts))
	sum, count := 0, 0
	hide := func(i int) { withheld[i], sum, count = true, sum+parts[i], count+1 }
	for i, n := range parts {
		if Gives(n) || i < len(without) && without[i] {
			hide(i)
		}
	}
	for count > 0 && (sum < Smallest || count < 2) {
		least := -1
		for i, n := range parts {
			if !withheld[i] && n > 0 && (least < 0 || n < parts[least]) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		hide(least)
	}
	out := make([]Published, len(parts))
	for i, n := range parts {
		out[i] = Published{Exact: true, N: n}
		if withheld[i] {
			out[i] = Published{Low: 0, High: max(sum, Smallest-1)}
		}
	}
	return out
}

// Cross publishes a part of each group of accounts: parts[i] of wholes[i], where the sum of the parts and every whole with
// an exact count are published too. Withheld is a part of 1 or 2, one that leaves 1 or 2 over, one of a withheld whole, and
// as many others as it takes that neither the withheld parts together nor what they leave over tell of 1 or 2, or of one
// group alone.
func Cross(parts []int, wholes []Published, sizes []int) []Published {
	out := make([]Published, len(parts))
	for i, n := range parts {
		out[i] = Published{Exact: wholes[i].Exact && !Gives(n) && !Gives(sizes[i]-n), N: n}
	}
	for {
		count, sum, rest := 0, 0, 0
		least := -1
		for i, p := range out {
			switch {
			case !p.Exact:
				count, sum, rest = count+1, sum+parts[i], rest+sizes[i]-parts[i]
			case sizes[i] > 0 && (least < 0 || sizes[i] < sizes[least]):
				least = i
			}
		}
		if count == 0 || least < 0 || count > 1 && !Gives(sum) && !Gives(rest) {
			break
		}
		out[least].Exact = false
	}
	for i := range out {
		if !out[i].Exact {
			out[i] = Published{Low: 0, High: sizes[i]}
		}
	}
	return out
}

// Trend is a count against that of the prior period.
type Trend struct {
	Prior Published
	// Word is "new", "up", "down" or "level".
	Word string
}

// Against compares two periods. A prior count within 2 of today's is not told
// apart from it ("level"): the difference would be 1 or 2.
func Against(now, prior int) Trend {
	t := Trend{Prior: Published{Exact: true, N: prior}}
	switch d := now - prior; {
	case prior == 0:
		t.Word = "new"
	case d >= Smallest:
		t.Word = "up"
	case d <= -Smallest:
		t.Word = "down"
	default:
		t.Word = "level"
		if d != 0 {
			t.Prior = Published{Low: max(now-Smallest+1, 1), High: now + Smallest - 1}
		}
	}
	if prior > 0 && prior < Smallest {
		t.Prior = Published{Low: 0, High: Smallest - 1}
	}
	return t
}
