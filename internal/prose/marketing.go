package prose

import (
	"fmt"
	"strings"
)

// Marketing judges a whole narrative, such as a case study's body: is it honest about what was hard, or pure praise?
// It counts sentences that praise and sentences that own up to a difficulty; it was written from knowledge of English,
// and no labelled set measures it.
func Marketing(text string) Judgement {
	compileAll()
	buf := buffers.Get().(*[]token)
	defer buffers.Put(buf)
	*buf = tokens(text, (*buf)[:0])
	promo, hard := count(*buf, text)
	j := Judgement{Label: Honest, Why: "difficulties are told", Span: Span{0, len(text)}, Confidence: 0.9}
	switch {
	case len(hard) > 0 && len(promo) <= 3*len(hard):
		j.Why = fmt.Sprintf("difficulties are told (%s)", strings.Join(firstWords(text, hard), ", "))
	case len(hard) == 0 && len(promo) > 0:
		j.Label, j.Span = Promotional, promo[0]
		j.Why = fmt.Sprintf("praise (%s) and not one difficulty", strings.Join(firstWords(text, promo), ", "))
	case len(hard) == 0:
		j.Label, j.Confidence, j.Why = Promotional, 0.7, "not one difficulty is told"
	default:
		j.Label, j.Confidence, j.Span = Promotional, 0.6, promo[0]
		j.Why = fmt.Sprintf("praise (%s) drowns what was hard", strings.Join(firstWords(text, promo), ", "))
	}
	if j.Label == Promotional {
		j.Want = "say what was challenging, what it cost, and what you would do differently"
	}
	return j
}

// count finds words of praise and words of difficulty that are not negated ("without any problems").
func count(ts []token, _ string) (promo, hard []Span) {
	l := lexicon()
	p, h, no := l.classes["PROMO"], l.classes["HARDSHIP"], l.classes["NEGATION"]
	for i := range ts {
		span := Span{int(ts[i].start), int(ts[i].end)}
		switch {
		case ts[i].class.has(p):
			promo = append(promo, span)
		case ts[i].class.has(h) && !negated(ts, i, no):
			hard = append(hard, span)
		}
	}
	return promo, hard
}

func negated(ts []token, i int, no classBit) bool {
	for n := i - 1; n >= 0 && n >= i-3; n-- {
		if ts[n].class.has(no) {
			return true
		}
	}
	return false
}

func firstWords(text string, spans []Span) []string {
	var out []string
	for _, s := range spans {
		if len(out) == 3 {
			break
		}
		out = append(out, "“"+text[s.Start:s.End]+"”")
	}
	return out
}
