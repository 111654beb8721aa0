package privacy

import (
	"iter"
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestShapesAreTheirExpressions holds what is read by hand to what it stands for.
func TestShapesAreTheirExpressions(t *testing.T) {
	for _, c := range []struct {
		expression string
		by         func(string) iter.Seq[stretch]
	}{
		{`\b(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?:[T ]\d\d:\d\d(?::\d\d)?)?`, dateShapes},
		{`(?:\+|\(|\b)\d[\d ().\-/]{4,}\d(?:(?: ?x| ?ext\.? ?)\d{1,6})?`, phoneShapes},
	} {
		re := regexp.MustCompile(c.expression)
		part := rapid.SampledFrom([]string{"1", "12", "2026", "123456", "-", "/", ".", " ", "+", "(", ")", "x", "ext", "ext.", ":", "T", "a", "_", "é", "\n", "2026-10-09", "T12:30", ":07", "+46 8 12 34 56"})
		rapid.Check(t, func(t *rapid.T) {
			text := ""
			for _, s := range rapid.SliceOfN(part, 0, 16).Draw(t, "parts") {
				text += s
			}
			var want []stretch
			for _, m := range re.FindAllStringIndex(text, -1) {
				want = append(want, stretch{m[0], m[1]})
			}
			if got := slices.Collect(c.by(text)); !slices.Equal(got, want) {
				t.Fatalf("%s in %q: %v, want %v", c.expression, text, got, want)
			}
		})
	}
}
