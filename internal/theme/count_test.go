package theme

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNothingPublishedIsOneOrTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.IntRange(3, 200).Draw(t, "whole")
		part := rapid.IntRange(0, whole).Draw(t, "part")
		p := OfWhole(part, whole)
		if p.Exact && (small(p.N) || small(whole-p.N)) {
			t.Fatalf("%d of %d is published as %s", part, whole, p)
		}
		now, prior := rapid.IntRange(3, 50).Draw(t, "now"), rapid.IntRange(0, 50).Draw(t, "prior")
		trend := Against(now, prior)
		if trend.Prior.Exact && (small(trend.Prior.N) || small(now-prior) || small(prior-now)) {
			t.Fatalf("%d after %d is published as %s", now, prior, trend.Prior)
		}
	})
}

func TestADivisionGivesNoPartAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.IntRange(0, 12), 1, 8).Draw(t, "parts")
		whole, left, hidden, positive := 0, 0, 0, 0
		published := Division(parts)
		for i, n := range parts {
			whole += n
			if n > 0 {
				positive++
			}
			switch p := published[i]; {
			case p.Exact && small(p.N):
				t.Fatalf("%v: part %d is published as %d", parts, i, p.N)
			case !p.Exact:
				hidden++
				left += n
				if n < p.Low || n > p.High {
					t.Fatalf("%v: part %d is %d, said to be %s", parts, i, n, p)
				}
			}
		}
		if hidden == 0 || hidden == positive {
			return // nothing withheld, or nothing published
		}
		if hidden == 1 || small(left) {
			t.Fatalf("%v: the whole (%d) gives away %d from %d withheld part(s)", parts, whole, left, hidden)
		}
	})
}

func small(n int) bool { return n == 1 || n == 2 }

func TestWilsonAgreesWithPublishedValues(t *testing.T) {
	// Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
	for _, c := range []struct {
		hits, n   int
		low, high float64
	}{{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718}} {
		low, high := Wilson(c.hits, c.n)
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.hits, c.n, low, high, c.low, c.high)
		}
	}
}
