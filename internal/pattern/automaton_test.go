package pattern

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// An automaton says of every text what the expression says: of texts that match it, and of the same with something changed.
func TestAnAutomatonIsItsExpression(t *testing.T) {
	for _, expression := range expressions(t) {
		if _, err := regexp.Compile(expression); err != nil {
			continue
		}
		matching := rapid.StringMatching(expression)
		holds(t, expression, rapid.Custom(func(t *rapid.T) string {
			s := rapid.SampledFrom([]string{"", "", "a", " ", "\n", "é", "_"}).Draw(t, "before") + matching.Draw(t, "match") + rapid.SampledFrom([]string{"", "", "z", " ", "\n", "\xff", "ſ"}).Draw(t, "after")
			switch rapid.IntRange(0, 4).Draw(t, "change") {
			case 0:
				s = strings.ToUpper(s)
			case 1:
				s = strings.ToLower(s)
			case 2:
				s = strings.NewReplacer("s", "ſ", "k", "\u212a").Replace(s)
			case 3:
				at := rapid.IntRange(0, len(s)).Draw(t, "cut")
				s = s[at:] + rapid.SampledFrom([]string{"", " ", "x", "\xff"}).Draw(t, "between") + s[:at]
			}
			return s
		}))
	}
}

// And where it asks for edges, folds letters or takes them by classes.
func TestAnAutomatonKnowsEdges(t *testing.T) {
	letters := rapid.StringOf(rapid.SampledFrom([]rune("abckKxs ſ\n_-é\ufffd\u212aßZ9")))
	for _, expression := range []string{``, `$`, `^`, `\b`, `\B`, `\b\b`, `(?m)^a$`, `(?m)a$`, `^\n`, `(?s)a.b`, `a.b`, `(?i)sß|\bK\b`, `a*b|c+?x`, `\Aab\z`, `[^a-z]é`, `(?i)[k-s]{2,3}x`, `\x{fffd}`, `\B_|9\B`, `[[:^ascii:]]$`} {
		holds(t, expression, letters)
	}
}

func holds(t *testing.T, expression string, texts *rapid.Generator[string]) {
	t.Helper()
	re, a := regexp.MustCompile(expression), newAutomaton(expression)
	rapid.Check(t, func(t *rapid.T) {
		s := texts.Draw(t, "text")
		if got, ok := a.match(s); ok && got != re.MatchString(s) {
			t.Fatalf("%q, %s: %v", s, expression, got)
		}
	})
}

// One that is given up for its many states says so, and the pattern goes on with the expression.
func TestAnAutomatonIsGivenUp(t *testing.T) {
	p := New(`x[ab]*a[ab]{12}c`)
	s := "x"
	random := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		s += string("ab"[random.IntN(2)])
	}
	for range usual + 2 {
		if p.MatchString(s) || !p.MatchString(s+"aabbaabbaabbac") {
			t.Fatal("it matches otherwise")
		}
	}
	if _, ok := p.automaton().match(s); ok || len(p.automaton().states) > mostStates {
		t.Errorf("%d states", len(p.automaton().states))
	}
}

func TestAnAutomatonServesMany(t *testing.T) {
	a := newAutomaton(`(?i)\b(?:customer|client)s? (?:is|are) (?:happy|loud)\b`)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if found, ok := a.match("We know that the Customers are LOUD, all of them."); !found || !ok {
					t.Error("not found")
				}
				if found, _ := a.match("We know that the customers aré loud, all of them."); found {
					t.Error("found")
				}
			}
		})
	}
	group.Wait()
}
