package metric

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSmallDecimalRoundsAsTheLargeOnesDo holds the arithmetic in 64 bits to the one of any size.
func TestSmallDecimalRoundsAsTheLargeOnesDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := Ratio(rapid.Int64Range(-1<<30+1, 1<<30-1).Draw(t, "num"), rapid.OneOf(rapid.Int64Range(1, 40), rapid.Int64Range(1, 1<<30-1)).Draw(t, "den"))
		places := rapid.IntRange(0, 6).Draw(t, "places")
		want := big.NewRat(n.num, n.den).FloatString(places)
		if strings.Trim(want, "-0.") == "" {
			want = strings.TrimPrefix(want, "-")
		}
		if got := n.Decimal(places); got != want {
			t.Fatalf("%d/%d with %d places = %s; want %s", n.num, n.den, places, got, want)
		}
		m := Ratio(rapid.Int64Range(-100, 100).Draw(t, "other"), rapid.Int64Range(1, 100).Draw(t, "by"))
		if got, want := n.Cmp(m), n.rat().Cmp(m.rat()); got != want {
			t.Fatalf("%s compared with %s = %d; want %d", n, m, got, want)
		}
	})
}
