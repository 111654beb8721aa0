package prose

import (
	"math"
	"slices"
	"sync"
)

// sign is one reason to give a text a label.
type sign struct {
	name   string   // stable; the trained weights are filed under it
	speaks string   // the label it speaks for
	weight float64  // how strongly, in log-odds, before training
	why    string   // what a writer reads; %q stands for the words it was found in
	in     []string // patterns; any of them is enough
	about  bool     // look in the context instead of the text
	test   func(r *reading) (Span, bool)
	also   []string // further labels that it speaks for with the same weight
	given  []string // signs above it of which one must have fired; such a sign may need no pattern
	unless []string // signs above it of which none may have fired
}

// reading is one text made ready for the signs.
type reading struct {
	text, context string
	tokens        []token
	about         []token // of the context
	has, hasAbout vocabularyOf
}

// set is one question with its labels.
type set struct {
	name     string
	labels   []string
	bad      map[string]bool
	want     map[string]string // by bad label: what would satisfy the bar
	missing  map[string]string // by label: why, when no sign speaks for it
	prior    map[string]float64
	charged  bool // a bad label needs a sign that speaks for it: silence accuses nobody
	signs    []sign
	compiled [][]pattern
	given    [][]int // by sign, the indexes of given and unless
	unless   [][]int
	bias     []float64
	weights  [][]float64 // by sign, by label
}

// ready compiles the patterns and takes the trained weights where there are any.
func (s set) ready() *set {
	l := lexicon()
	trained := trainedWeights()[s.name]
	s.bias = make([]float64, len(s.labels))
	for i, label := range s.labels {
		s.bias[i] = s.prior[label]
		if v, ok := trained.Bias[label]; ok {
			s.bias[i] = v
		}
	}
	for _, g := range s.signs {
		ps := make([]pattern, len(g.in))
		for i, src := range g.in {
			ps[i] = compile(l, src)
		}
		s.compiled = append(s.compiled, ps)
		ws := make([]float64, len(s.labels))
		for i, label := range s.labels {
			if label == g.speaks || slices.Contains(g.also, label) {
				ws[i] = g.weight
			}
			if v, ok := trained.Signs[g.name][label]; ok {
				ws[i] = v
			}
		}
		s.weights = append(s.weights, ws)
		s.given = append(s.given, s.indexes(g.given))
		s.unless = append(s.unless, s.indexes(g.unless))
	}
	return &s
}

func (s *set) indexes(names []string) []int {
	var out []int
	for _, name := range names {
		for i := range s.signs {
			if s.signs[i].name == name {
				out = append(out, i)
			}
		}
	}
	return out
}

var buffers = sync.Pool{New: func() any { b := make([]token, 0, 256); return &b }}

// longest bounds the work on one text; a sentence of more bytes is judged by its beginning.
const longest = 4000

func cutLong(text string) string {
	if len(text) <= longest {
		return text
	}
	return text[:longest]
}

func (s *set) judge(text, context string) Judgement { return s.judgeAmong(text, context, Names{}) }

func (s *set) judgeAmong(text, context string, names Names) Judgement {
	fired := make([]hit, 0, 16)
	fired = s.fire(cutLong(text), cutLong(context), names, fired)
	return s.weigh(text, fired)
}

// hit is a sign that was found.
type hit struct {
	sign int
	span Span
}

// fire finds which signs the text shows.
func (s *set) fire(text, context string, names Names, out []hit) []hit {
	buf := buffers.Get().(*[]token)
	about := buffers.Get().(*[]token)
	defer func() { buffers.Put(buf); buffers.Put(about) }()
	*buf, *about = tokens(text, (*buf)[:0]), tokens(context, (*about)[:0])
	names.mark(text, *buf)
	r := reading{text: text, context: context, tokens: *buf, about: *about, has: gather(*buf), hasAbout: gather(*about)}
	for i := range s.signs {
		base, ok := s.admitted(i, out)
		if !ok {
			continue
		}
		if len(s.signs[i].in) == 0 && s.signs[i].test == nil {
			out = append(out, hit{i, base})
		} else if span, ok := s.signs[i].look(&r, s.compiled[i]); ok {
			out = append(out, hit{i, span})
		}
	}
	return out
}

// admitted reports whether a sign may fire after those that have, and where the one it needs was found.
func (s *set) admitted(i int, fired []hit) (Span, bool) {
	var at Span
	met := len(s.signs[i].given) == 0
	for _, h := range fired {
		if slices.Contains(s.unless[i], h.sign) {
			return Span{}, false
		}
		if !met && slices.Contains(s.given[i], h.sign) {
			at, met = h.span, true
		}
	}
	if met && len(s.signs[i].given) == 0 {
		at = Span{}
	}
	return at, met
}

func (g *sign) look(r *reading, ps []pattern) (Span, bool) {
	if g.test != nil {
		return g.test(r)
	}
	ts, has := r.tokens, &r.has
	if g.about {
		ts, has = r.about, &r.hasAbout
	}
	for _, p := range ps {
		if from, to, ok := p.find(ts, has); ok {
			if g.about || from == to {
				return Span{0, len(r.text)}, true
			}
			return Span{int(ts[from].start), int(ts[to-1].end)}, true
		}
	}
	return Span{}, false
}

func (s *set) scores(fired []hit) []float64 {
	p := append([]float64(nil), s.bias...)
	for _, h := range fired {
		for i, w := range s.weights[h.sign] {
			p[i] += w
		}
	}
	return softmax(p)
}

func softmax(p []float64) []float64 {
	top, sum := math.Inf(-1), 0.0
	for _, v := range p {
		top = math.Max(top, v)
	}
	for i, v := range p {
		p[i] = math.Exp(v - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// choose is the likeliest label that the signs allow.
func (s *set) choose(p []float64, fired []hit) int {
	best := -1
	for i, label := range s.labels {
		if s.charged && s.bad[label] && !s.spoken(label, fired) {
			continue
		}
		if best < 0 || p[i] > p[best] {
			best = i
		}
	}
	return best
}

func (s *set) spoken(label string, fired []hit) bool {
	return slices.ContainsFunc(fired, func(h hit) bool { return s.signs[h.sign].speaks == label })
}

func (s *set) weigh(text string, fired []hit) Judgement {
	p := s.scores(fired)
	best := s.choose(p, fired)
	label := s.labels[best]
	j := Judgement{Label: label, Confidence: p[best], Why: s.missing[label], Span: Span{0, len(text)}}
	if s.bad[label] {
		j.Want = s.want[label]
	}
	strongest := 0.0
	for _, h := range fired {
		for i, w := range s.weights[h.sign] {
			if i == best && s.signs[h.sign].speaks == label && s.signs[h.sign].why != "" && w > strongest {
				strongest, j.Span = w, h.span
				j.Why = said(s.signs[h.sign].why, text, h.span)
			}
		}
	}
	return j
}
