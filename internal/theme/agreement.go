package theme

import (
	"math"
	"sort"
)

// Agreement compares two groupings of the same texts: normalised mutual
// information (divided by the mean of the entropies) and the adjusted Rand index
// (Hubert & Arabie 1985). Both are 1 for equal groupings.
func Agreement(a, b []int) (nmi, ari float64) {
	n := float64(len(a))
	if n == 0 {
		return 1, 1
	}
	type pair struct{ a, b int }
	joint := map[pair]float64{}
	left, right := map[int]float64{}, map[int]float64{}
	for i := range a {
		joint[pair{a[i], b[i]}]++
		left[a[i]]++
		right[b[i]]++
	}
	cells := make([]pair, 0, len(joint))
	for c := range joint {
		cells = append(cells, c)
	}
	sort.Slice(cells, func(i, j int) bool {
		return cells[i].a < cells[j].a || cells[i].a == cells[j].a && cells[i].b < cells[j].b
	})
	var mutual, together float64
	for _, c := range cells {
		x := joint[c]
		mutual += x / n * math.Log(x*n/(left[c.a]*right[c.b]))
		together += x * (x - 1) / 2
	}
	ha, pa := entropyAndPairs(left, n)
	hb, pb := entropyAndPairs(right, n)
	nmi = 1
	if ha+hb > 0 {
		nmi = 2 * mutual / (ha + hb)
	}
	expected := pa * pb / (n * (n - 1) / 2)
	ari = 1
	if (pa+pb)/2 != expected {
		ari = (together - expected) / ((pa+pb)/2 - expected)
	}
	return nmi, ari
}

func entropyAndPairs(counts map[int]float64, n float64) (entropy, pairs float64) {
	keys := make([]int, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	for _, k := range keys {
		c := counts[k]
		entropy -= c / n * math.Log(c/n)
		pairs += c * (c - 1) / 2
	}
	return entropy, pairs
}

// PairsKept is the share of the pairs that are together before and still are
// after; texts in no group (-1) are together with nobody.
func PairsKept(before, after []int) float64 {
	type pair struct{ before, after int }
	joint := map[pair]float64{}
	groups := map[int]float64{}
	for i, b := range before {
		if b < 0 {
			continue
		}
		groups[b]++
		if after[i] >= 0 {
			joint[pair{b, after[i]}]++
		}
	}
	var kept, all float64
	for _, n := range joint {
		kept += n * (n - 1) / 2
	}
	for _, n := range groups {
		all += n * (n - 1) / 2
	}
	if all == 0 {
		return 1
	}
	return kept / all
}
