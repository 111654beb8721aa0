package theme

import (
	"context"
	"hash/fnv"
	"math"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// Grouping says which group each text belongs to.
type Grouping struct {
	// Of is a text's group, numbered from 0 by first appearance; -1 for a text
	// that no group holds.
	Of []int
	// Confidence says, for a text in a group, by how much the group's other texts
	// are nearer to it than those of the next group (likelihood), from 0 to 1.
	Confidence []float64
	// Central is, for a text in a group, its cosine with the group's mean.
	Central []float64
	Groups  int
}

// minimumGroup is the number of texts, copies among them, that make a group.
const minimumGroup = 3

// Group finds groups of texts that are about the same, their number unknown.
// The same texts give the same groups in whatever order they come. Texts should
// be cleaned (Clean) and in one language.
//
// Texts are put into one space (newSpace), in which what sets neighbours apart is
// shrunk (narrowed), joined to their nearest neighbours with the share of
// neighbours in common as weight (sharedNeighbors), and gathered along these
// (gathered).
func Group(ctx context.Context, texts []string, parts []Part) (*Grouping, error) {
	distinct, of := distinctTexts(texts)
	copies := make([]int, len(distinct))
	for _, d := range of {
		copies[d]++
	}
	g := &Grouping{Of: make([]int, len(texts)), Confidence: make([]float64, len(texts)), Central: make([]float64, len(texts))}
	found, err := groupDistinct(ctx, distinct, copies, parts)
	if err != nil {
		return nil, err
	}
	names := map[int]int{}
	for i := range texts {
		c := found.Of[of[i]]
		if c < 0 {
			g.Of[i] = -1
			continue
		}
		name, ok := names[c]
		if !ok {
			name = len(names)
			names[c] = name
		}
		g.Of[i], g.Confidence[i], g.Central[i] = name, found.Confidence[of[i]], found.Central[of[i]]
	}
	g.Groups = len(names)
	return g, nil
}

// distinctTexts joins texts of the same words and sorts them, so that no order
// of arrival matters. of gives each text's place among the distinct ones.
func distinctTexts(texts []string) (distinct []string, of []int) {
	forms := make([]string, len(texts))
	representative := map[string]string{}
	for i, t := range texts {
		forms[i] = Fold(t)
		if r, ok := representative[forms[i]]; !ok || t < r {
			representative[forms[i]] = t
		}
	}
	keys := make([]string, 0, len(representative))
	for f := range representative {
		keys = append(keys, f)
	}
	slices.Sort(keys)
	index := make(map[string]int, len(keys))
	for i, f := range keys {
		index[f] = i
		distinct = append(distinct, representative[f])
	}
	of = make([]int, len(texts))
	for i, f := range forms {
		of[i] = index[f]
	}
	return distinct, of
}

func groupDistinct(ctx context.Context, texts []string, copies []int, parts []Part) (*Grouping, error) {
	g := &Grouping{Of: make([]int, len(texts)), Confidence: make([]float64, len(texts)), Central: make([]float64, len(texts))}
	for i := range g.Of {
		g.Of[i] = -1
	}
	if len(texts) == 0 {
		return g, nil
	}
	s, err := newSpace(ctx, texts, parts)
	if err != nil {
		return nil, err
	}
	keys := keysOf(texts)
	s = s.narrowed(keys)
	near := sharedNeighbors(s.neighbors(keys, neighborsOf(len(texts))))
	of, groups := s.gathered(near, keys)
	stands := s.standings(of, groups)
	size := make([]int, groups)
	for i, c := range of {
		if !stands[i].outside && texts[i] != "" {
			size[c] += copies[i]
		}
	}
	for i, c := range of {
		if !stands[i].outside && texts[i] != "" && size[c] >= minimumGroup {
			g.Of[i], g.Confidence[i] = c, stands[i].confidence
		}
	}
	means := s.means(g.Of, groups)
	for i, c := range g.Of {
		if c >= 0 {
			g.Central[i] = dot64(s.row(i), means.row(c))
		}
	}
	return g, nil
}

// standing is how a text stands to its group.
type standing struct {
	// outside: no nearer to the rest of the group than to the other groups on
	// average; it was put somewhere because it had to be.
	outside    bool
	confidence float64
}

// standings compares each text with the rest of its group and with the other
// groups.
func (s space) standings(of []int, groups int) []standing {
	sums := make([]float64, groups*s.d)
	size := make([]int, groups)
	for i, c := range of {
		size[c]++
		for j, v := range s.row(i) {
			sums[c*s.d+j] += float64(v)
		}
	}
	means := s.means(of, groups)
	p := matrix.PackRows(means.x, groups, s.d)
	out := make([]standing, s.n)
	matrix.Parallel(s.n, 256, func(from, to int) {
		cosines := make([]float32, (to-from)*p.Stride())
		matrix.Mul(cosines, s.x[from*s.d:to*s.d], to-from, p)
		for i := from; i < to; i++ {
			c := of[i]
			others, second := 0.0, -1.0
			for other, cos := range cosines[(i-from)*p.Stride():][:groups] {
				if other != c {
					others, second = others+float64(cos), max(second, float64(cos))
				}
			}
			own := 1.0
			if size[c] > 1 {
				own = cosineWithout(s.row(i), sums[c*s.d:(c+1)*s.d])
			}
			out[i] = standing{groups > 1 && own <= others/float64(groups-1), likelihood(own - second)}
		}
	})
	return out
}

// cosineWithout is the cosine of a text with a sum of texts less itself.
func cosineWithout(row []float32, sum []float64) float64 {
	var dot, length float64
	for j, v := range row {
		rest := sum[j] - float64(v)
		dot += float64(v) * rest
		length += rest * rest
	}
	if length < 1e-12 {
		return 0
	}
	return dot / math.Sqrt(length)
}

// means gives each group's mean direction; texts in no group do not count.
func (s space) means(of []int, groups int) space {
	m := space{x: make([]float32, groups*s.d), n: groups, d: s.d}
	for i, c := range of {
		if c < 0 {
			continue
		}
		row := m.row(c)
		for j, v := range s.row(i) {
			row[j] += v
		}
	}
	for c := range groups {
		embed.Normalize(m.row(c))
	}
	return m
}

// neighborsOf is how many neighbours a text is joined to: a third of √n, from 5
// to 25. More make groups steadier and larger; too many drown small ones.
func neighborsOf(n int) int {
	return min(max(int(math.Round(math.Sqrt(float64(n))/3)), 5), 25)
}

// keysOf gives each text a number of its own.
func keysOf(texts []string) []uint64 {
	keys := make([]uint64, len(texts))
	for i, t := range texts {
		h := fnv.New64a()
		h.Write([]byte(t))
		keys[i] = h.Sum64()
	}
	return keys
}
