package main

import (
	"hash/fnv"
	"math"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/prose"
)

// model is the weights of one set as weights.json holds them.
type model struct {
	Bias  map[string]float64            `json:"bias"`
	Signs map[string]map[string]float64 `json:"signs"`
}

// problem is one set made ready for the regression.
type problem struct {
	set    prose.Set
	labels []string
	signs  []prose.Sign
}

// pull is the price of a step away from the author's weight: the inverse variance of a Gaussian prior.
const pull = 1.0

const (
	steps = 1500
	rate  = 0.02
)

func newProblem(set prose.Set) *problem {
	return &problem{set: set, labels: set.Labels(), signs: set.Signs()}
}

// prior is the author's weights.
func (p *problem) prior() model {
	m := model{Bias: map[string]float64{}, Signs: map[string]map[string]float64{}}
	for _, l := range p.labels {
		m.Bias[l] = p.set.Prior()[l]
	}
	for _, s := range p.signs {
		m.Signs[s.Name] = map[string]float64{}
		for _, l := range s.Speaks {
			m.Signs[s.Name][l] = s.Weight
		}
	}
	return m
}

// fit descends the penalised log-loss. Rows keep their natural weight.
func (p *problem) fit(rows []row) model {
	m, start := p.prior(), p.prior()
	fired := make([][]int, len(rows))
	for i, r := range rows {
		fired[i] = p.set.Fired(r.Text, r.Context)
	}
	for range steps {
		grad := p.gradient(m, rows, fired)
		for _, l := range p.labels {
			m.Bias[l] -= rate * (grad.Bias[l] + 0.2*pull*(m.Bias[l]-start.Bias[l]))
			for _, s := range p.signs {
				w := m.Signs[s.Name][l]
				m.Signs[s.Name][l] = w - rate*(grad.Signs[s.Name][l]+pull*(w-start.Signs[s.Name][l]))
			}
		}
	}
	return m.rounded()
}

func (p *problem) gradient(m model, rows []row, fired [][]int) model {
	g := model{Bias: map[string]float64{}, Signs: map[string]map[string]float64{}}
	for _, s := range p.signs {
		g.Signs[s.Name] = map[string]float64{}
	}
	for i, r := range rows {
		q := p.chances(m, fired[i])
		for k, l := range p.labels {
			d := q[k]
			if l == r.Label {
				d--
			}
			g.Bias[l] += d
			for _, f := range fired[i] {
				g.Signs[p.signs[f].Name][l] += d
			}
		}
	}
	return g
}

func (p *problem) chances(m model, fired []int) []float64 {
	q, sum := make([]float64, len(p.labels)), 0.0
	for k, l := range p.labels {
		v := m.Bias[l]
		for _, f := range fired {
			v += m.Signs[p.signs[f].Name][l]
		}
		q[k] = math.Exp(v)
		sum += q[k]
	}
	for k := range q {
		q[k] /= sum
	}
	return q
}

// rounded keeps two digits, so that the committed file stays readable and stable.
func (m model) rounded() model {
	round := func(v float64) float64 { return math.Round(v*100) / 100 }
	for l, v := range m.Bias {
		m.Bias[l] = round(v)
	}
	for _, ws := range m.Signs {
		for l, v := range ws {
			ws[l] = round(v)
		}
	}
	return m
}

// crossValidate predicts each of their rows by a model that saw neither it nor its document; ours are always seen.
func (p *problem) crossValidate(theirs, ours []row, folds int) tally {
	t := newTally()
	for fold := range folds {
		var in, out []row
		for _, r := range theirs {
			h := fnv.New32a()
			h.Write([]byte(r.document()))
			if int(h.Sum32()>>3)%folds == fold {
				out = append(out, r)
			} else {
				in = append(in, r)
			}
		}
		t.add(p.score(p.fit(together(in, ours)), out))
	}
	return t
}

// together joins both sorts of rows. Theirs count twice: they are what people wrote, ours are what we thought of.
func together(theirs, ours []row) []row {
	return slices.Concat(theirs, theirs, ours)
}

func (p *problem) score(m model, rows []row) tally {
	t := newTally()
	for _, r := range rows {
		fired := p.set.Fired(r.Text, r.Context)
		t.count(r.Label, p.set.Choose(p.chances(m, fired), fired))
	}
	return t
}
