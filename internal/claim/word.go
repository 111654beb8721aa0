package claim

import (
	"math"
	"strings"
)

var numberWords = map[string]float64{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

var fractionWords = map[string]float64{"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5,
	"sixth": 6, "sixths": 6, "tenth": 10, "tenths": 10}

// word reads a number word or a fraction at i; it returns how many further tokens it used.
func (p *scanner) word(i int) int {
	t := p.tokens[i]
	lower := t.lower()
	switch lower {
	case "twice":
		p.add(i, 0, quantity{Range: t.Range, value: 2, step: 1, dim: factor, pair: -1})
		return 0
	case "a", "one":
		if next := p.at(i + 1); fractionWords[next.lower()] > 1 && t.after == "" && (lower == "one" || p.at(i+2).lower() == "of") {
			return p.fraction(i, 1, next)
		}
		return 0
	case "half":
		if previous := p.at(i - 1).lower(); p.at(i+1).lower() == "of" || previous == "by" {
			q := quantity{Range: t.Range, value: 50, step: 10, dim: percent, pair: -1}
			p.add(i, 0, q)
		}
		return 0
	}
	value, hyphen := numberWord(lower)
	if value == 0 {
		return 0
	}
	if next := p.at(i + 1); fractionWords[next.lower()] > 1 && !hyphen && t.after == "" {
		return p.fraction(i, value, next)
	}
	q := quantity{Range: t.Range, value: value, step: 1, pair: -1, word: true}
	used := 0
	if next := p.at(i + 1); t.after == "" {
		switch next.lower() {
		case "hundred", "thousand", "million", "dozen":
			scale := map[string]float64{"hundred": 100, "thousand": 1e3, "million": 1e6, "dozen": 12}[next.lower()]
			q.value, q.step, q.End, used = value*scale, scale, next.End, 1
		default:
			if u, ok := units[next.lower()]; ok && len(next.text) > 1 {
				q.value, q.step, q.scale, q.dim, q.unit, q.End, used = value*u.seconds, u.seconds, u.seconds, u.dim, next.lower(), next.End, 1
			}
		}
	}
	p.add(i, used, q)
	return used
}

func (p *scanner) fraction(i int, numerator float64, next token) int {
	share := numerator / fractionWords[next.lower()] * 100
	q := quantity{Range: p.tokens[i].Range, value: share, step: 5, dim: percent, pair: -1}
	q.End = next.End
	p.add(i, 1, q)
	return 1
}

func numberWord(lower string) (value float64, hyphen bool) {
	if tens, ones, ok := strings.Cut(lower, "-"); ok {
		if a, b := numberWords[tens], numberWords[ones]; a >= 20 && b > 0 && b < 10 {
			return a + b, true
		}
		return 0, false
	}
	return numberWords[lower], false
}

var aboutWords = map[string]bool{"about": true, "around": true, "roughly": true, "approximately": true, "some": true, "ca": true, "nearly": true,
	"almost": true, "approx": true, "circa": true}

// add keeps a quantity found at tokens i to i+used, with what the words before it say of it.
func (p *scanner) add(i, used int, q quantity) {
	t := p.tokens[i]
	previous, second := p.at(i-1).lower(), p.at(i-2).lower()
	q.about = aboutWords[previous] || strings.ContainsAny(t.before, "~≈")
	switch {
	case strings.ContainsAny(t.before, ">≥") || strings.HasPrefix(p.tokens[i+used].after, "+") || previous == "over" || previous == "above" || previous == "than" && (second == "more" || second == "greater") ||
		previous == "least" && second == "at" || p.lone(i-1, "≥>"):
		q.bound = 1
	case strings.ContainsAny(t.before, "<≤") || previous == "under" || previous == "below" || previous == "than" && (second == "less" || second == "fewer") ||
		previous == "most" && second == "at" || p.lone(i-1, "≤<"):
		q.bound = -1
	}
	q.from = previous == "from"
	switch p.at(i + used + 1).lower() {
	case "interval", "confidence", "ci":
		q.level = q.dim == percent
	}
	if n := len(p.found); n > 0 && p.leads(n-1, i) {
		p.found[n-1].pair = n
		p.found[n-1] = withUnitOf(p.found[n-1], q)
	}
	p.found = append(p.found, q)
}

func (p *scanner) lone(i int, marks string) bool {
	t := p.at(i)
	return t.text == "" && t.before != "" && strings.ContainsAny(t.before, marks)
}

// leads reports whether only "to", "→" or "and" (after "between") stands between the last quantity and token i.
func (p *scanner) leads(last, i int) bool {
	middle := p.at(i - 1)
	if middle.Start < p.found[last].End || p.at(i-2).End != p.found[last].End || p.at(i-2).after != "" {
		return false
	}
	return middle.text == "to" || middle.text == "→" || middle.text == "->"
}

// tolerance is how far the evidence may lie from a shown number.
func (q quantity) tolerance() float64 {
	step := q.step
	if q.about && q.value != 0 {
		for scaled := q.value / step; scaled != 0 && math.Mod(math.Round(scaled), 10) == 0; scaled /= 10 {
			step *= 10
		}
		return math.Max(step, math.Abs(q.value)*0.1)
	}
	return step/2 + math.Abs(q.value)*1e-9
}
