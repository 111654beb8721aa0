package claim

import (
	"math"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Citation is a claim with the record it resolved to. Resolved is false when checking offline and for ordinary footnotes.
type Citation struct {
	Claim
	Record   evidence.Record
	Resolved bool
}

// Problem is a disagreement at a place of the document.
type Problem struct {
	Verdict    evidence.Verdict
	Span       markdown.Span
	Message    string
	Suggestion string
}

// numeric are the schemes whose evidence gives every number that a claim may state: another number is wrong. Under the
// other schemes a number must stand in the record's words, and one that does not is unverified.
var numeric = map[string]bool{"metric": true, "survey": true, "feedback": true, "forecast": true}

// givesFigures reports whether the reference's evidence gives every number. One item of feedback and one answer to a survey are words.
func givesFigures(r evidence.Ref) bool {
	if r.Scheme == "feedback" {
		return r.ID == "" && r.Value("item") == ""
	}
	return numeric[r.Scheme] && (r.Scheme != "survey" || r.ID == "")
}

// parameters are the keys of a reference that say what was asked and give no figure.
var parameters = map[string]bool{"account": true, "period": true, "prior_period": true, "snapshot": true, "event": true, "feature": true,
	"filter": true, "per": true, "hours": true, "window": true, "level": true, "plan": true, "seed": true, "draws": true, "on": true,
	"digest": true, "receipt": true, "scope": true, "audience": true, "expires": true, "source": true, "approval": true,
	"pattern": true, "item": true, "theme": true, "line": true, "cell": true, "undo": true, "segment": true, "metrics": true,
	"unit": true, "channel": true, "by": true, "definition": true, "kind": true, "user": true, "until": true, "at": true,
	"taxonomy": true, "variant": true, "scale": true, "workspace": true}

// isParameter also takes a comparison (stops=>500) for one: it selects rows.
func isParameter(p evidence.Param) bool {
	return parameters[p.Key] || strings.HasPrefix(p.Value, ">") || strings.HasPrefix(p.Value, "<") || strings.HasPrefix(p.Value, "!")
}

// figure is a number that the evidence gives.
type figure struct {
	quantity
	key     string
	part    string // of a figure in parts, in lower case: large of segments=large:4,small:2
	derived bool
}

// readFigures reads a reference's value: one number, or several as in 2.2:41%,2.1:23%.
func readFigures(key, value string) []figure {
	if q, _, ok := numberOf(token{text: value}); ok {
		return []figure{{quantity: q, key: key}}
	}
	var out []figure
	for _, part := range strings.Split(value, ",") {
		if i := strings.LastIndexByte(part, ':'); i >= 0 {
			if q, _, ok := numberOf(token{text: part[i+1:]}); ok {
				out = append(out, figure{quantity: q, key: key, part: strings.ToLower(strings.TrimSpace(part[:i]))})
			}
		}
	}
	return out
}

// figures are all numbers that a citation's evidence gives: those of the reference, those that only the record has, and
// what follows from them.
func (c Citation) figures() []figure {
	out := make([]figure, 0, 2*len(c.Ref.Params))
	for _, p := range c.Ref.Params {
		if !isDateKey(p) {
			out = append(out, readFigures(p.Key, p.Value)...)
		}
	}
	for _, p := range c.Record.Values {
		if _, written := c.Ref.Get(p.Key); !written && !isDateKey(p) {
			out = append(out, readFigures(p.Key, p.Value)...)
		}
	}
	return append(out, derive(out)...)
}

func isDateKey(p evidence.Param) bool {
	return isDateText(p.Value) || p.Key == "snapshot" || p.Key == "digest" || p.Key == "receipt" || p.Key == "plan" || p.Key == "account"
}

func (f figure) signed() float64 {
	if f.sign < 0 {
		return -f.value
	}
	return f.value
}

// find gives the first figure of a key, nil where there is none.
func find(figures []figure, key string) *figure {
	for i := range figures {
		if figures[i].key == key {
			return &figures[i]
		}
	}
	return nil
}

// derive adds differences, ratios and shares: value against prior, part against whole.
func derive(figures []figure) []figure {
	var out []figure
	add := func(key string, value, step float64, dim dimension) {
		q := quantity{value: math.Abs(value), step: step, dim: dim, pair: -1}
		if value < 0 {
			q.sign = -1
		} else if value > 0 {
			q.sign = 1
		}
		out = append(out, figure{quantity: q, key: key, derived: true})
	}
	for _, pair := range [][2]string{{"value", "prior"}, {"p90", "prior_p90"}, {"accounts", "prior_accounts"}, {"items", "prior_items"}, {"people", "prior_people"}, {"n", "prior_n"}} {
		now := find(figures, pair[0])
		if now == nil {
			continue
		}
		before := find(figures, pair[1])
		if before == nil {
			continue
		}
		dim := now.dim
		if dim == percent {
			dim = points
		}
		if dim == clock {
			dim = duration
		}
		difference := now.signed() - before.signed()
		if now.dim == clock {
			difference = math.Remainder(difference, 86400)
		}
		add("change", difference, math.Max(now.step, before.step), dim)
		if before.value != 0 && dim != points && now.dim != clock {
			add("change", (now.signed()-before.signed())/before.value*100, 0, percent)
			add("ratio", now.value/before.value, 0, factor)
		}
		if now.value != 0 && dim != points && now.dim != clock {
			add("ratio", before.value/now.value, 0, factor)
		}
	}
	if passed := find(figures, "passed"); passed != nil {
		all := passed.value
		for _, key := range []string{"failed", "skipped"} {
			if f := find(figures, key); f != nil {
				all += f.value
			}
			add("of", all, 1, plain)
		}
	}
	for _, pair := range [][2]string{{"value", "of"}, {"numerator", "denominator"}, {"accounts", "of"}, {"users", "active"}, {"matched", "runs"}, {"people", "of"}, {"n", "of"}} {
		part := find(figures, pair[0])
		if part == nil {
			continue
		}
		if whole := find(figures, pair[1]); whole != nil && whole.value != 0 && part.dim == plain {
			add("share", part.value/whole.value*100, 0, percent)
		}
	}
	return out
}

// Recompute compares what the reference says with what its evidence gives: every figure of it, key by key.
func Recompute(c Citation) []Problem {
	if !c.Evidence() || !c.Resolved {
		return nil
	}
	span := c.Note.Body
	if c.Record.Verdict != evidence.Pass {
		return []Problem{{Verdict: c.Record.Verdict, Span: span, Message: c.Record.Reason}}
	}
	var problems []Problem
	for _, p := range c.Ref.Params {
		now, known := c.Record.Value(p.Key)
		switch {
		case known && !sameFigure(p.Value, now):
			problems = append(problems, Problem{Verdict: evidence.Violated, Span: span,
				Message:    "the reference says " + p.Key + "=" + p.Value + ", the evidence gives " + p.Key + "=" + now,
				Suggestion: "write " + p.Key + "=" + now + " and the figure in the text that rests on it, or `touchstone generate` it again"})
		case !known && !isParameter(p):
			problems = append(problems, Problem{Verdict: evidence.Unverified, Span: span,
				Message: "the evidence says nothing of " + p.Key + ", so " + p.Key + "=" + p.Value + " is not proven", Suggestion: "leave " + p.Key + " out, or cite evidence that gives it"})
		}
	}
	return problems
}

// sameFigure compares at the precision that the reference shows.
func sameFigure(written, now string) bool {
	if written == now {
		return true
	}
	a, okA := single(written)
	b, okB := single(now)
	return okA && okB && a.dim == b.dim && math.Abs(a.signed()-b.signed()) <= a.tolerance()
}

func single(value string) (figure, bool) {
	figures := readFigures("", value)
	if len(figures) != 1 || strings.Contains(value, ",") {
		return figure{}, false
	}
	return figures[0], true
}

// names reports whether the number is a part of what the reference asks for, such as 500 in stops=>500 or 22 in
// metric:nights_by_22: it is no figure and is not compared.
func (c Citation) names(q quantity) bool {
	digits := q.bare().value
	if q.dim == clock {
		digits = q.value / 3600
	}
	named := func(s string) bool {
		for _, part := range strings.FieldsFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' }) {
			if atof(part) == digits {
				return true
			}
		}
		return false
	}
	if strings.ContainsAny(c.Ref.ID, "_-") && named(c.Ref.ID) && c.Ref.Scheme == "metric" {
		return true
	}
	for _, p := range c.Ref.Params {
		if isParameter(p) && !isDateKey(p) && p.Key != "level" && p.Key != "window" && named(p.Value) {
			return true
		}
	}
	return false
}
