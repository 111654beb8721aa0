package prose

// Set is one of the seven questions, by the name of its labelled set.
type Set struct{ s *set }

// Sets lists the seven questions in a fixed order.
func Sets() []Set {
	compileAll()
	return []Set{
		{criterionSet()}, {riskSet()}, {resultSet()}, {impactSet()}, {environmentSet()}, {needSet()}, {competitiveSet()},
	}
}

// Name is the set's name: criterion, risk, result, impact, environment, need, competitive.
func (s Set) Name() string { return s.s.name }

// Labels are the answers, in a fixed order.
func (s Set) Labels() []string { return append([]string(nil), s.s.labels...) }

// Sought is the label that the set's measure looks for: the bad one.
func (s Set) Sought() string {
	for _, l := range s.s.labels {
		if s.s.bad[l] {
			return l
		}
	}
	return ""
}

// Judge answers the question for one text.
func (s Set) Judge(text, context string) Judgement { return s.s.judge(text, context) }

// Sign is one reason that a set knows: its name, the labels it speaks for, its author's weight in log-odds.
type Sign struct {
	Name   string
	Speaks []string
	Weight float64
}

// Signs lists the set's reasons. Training corrects their weights.
func (s Set) Signs() []Sign {
	out := make([]Sign, len(s.s.signs))
	for i, g := range s.s.signs {
		out[i] = Sign{g.name, append([]string{g.speaks}, g.also...), g.weight}
	}
	return out
}

// Prior is the author's bias by label, in log-odds.
func (s Set) Prior() map[string]float64 { return s.s.prior }

// Choose is the label that a judgement would give, with the chance of each label and the signs that fired.
func (s Set) Choose(chances []float64, fired []int) string {
	hits := make([]hit, len(fired))
	for i, f := range fired {
		hits[i].sign = f
	}
	return s.s.labels[s.s.choose(chances, hits)]
}

// Fired tells which signs, by index in Signs, the text shows.
func (s Set) Fired(text, context string) []int {
	var out []int
	for _, h := range s.s.fire(cutLong(text), cutLong(context), Names{}, nil) {
		out = append(out, h.sign)
	}
	return out
}
