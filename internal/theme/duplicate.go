package theme

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"
)

// How near copies are found: min-hashes of the shingles of three words (Broder
// 1997), in bands; texts that share a band are compared.
const (
	shingleWords = 3
	bands        = 8
	perBand      = 2
	// copyShare is the share of shingles that copies have in common; fewer words
	// than copyWords must be the same (Fold).
	copyShare = 0.8
	copyWords = 12
)

// Copies gives each text the place of the first text that it is a copy of, its
// own where it is none: the same words, or nearly the same in a longer text (a
// mail sent twice, with another greeting). Its work grows with the number of
// texts, not with that of pairs.
func Copies(texts []string) []int {
	out := identity(len(texts))
	same := map[string]int{}
	buckets := map[uint64][]int{}
	shingles := make([][]uint64, len(texts))
	for i, t := range texts {
		form := Fold(t)
		if first, ok := same[form]; ok {
			out[i] = first
			continue
		}
		same[form] = i
		words := strings.Fields(form)
		if len(words) < copyWords {
			continue
		}
		shingles[i] = shinglesOf(words)
		keys := bandsOf(shingles[i])
		for _, k := range keys {
			for _, j := range buckets[k] {
				if out[i] == i && jaccard(shingles[i], shingles[j]) >= copyShare {
					out[i] = j
				}
			}
		}
		if out[i] != i {
			continue
		}
		for _, k := range keys {
			buckets[k] = append(buckets[k], i)
		}
	}
	return out
}

func shinglesOf(words []string) []uint64 {
	var out []uint64
	for i := 0; i+shingleWords <= len(words); i++ {
		h := fnv.New64a()
		h.Write([]byte(strings.Join(words[i:i+shingleWords], " ")))
		out = append(out, h.Sum64())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func bandsOf(shingles []uint64) []uint64 {
	out := make([]uint64, bands)
	for b := range out {
		key := uint64(b)
		for k := range perBand {
			least := uint64(math.MaxUint64)
			for _, s := range shingles {
				least = min(least, mix(s, uint64(b*perBand+k)))
			}
			key = mix(key, least)
		}
		out[b] = key
	}
	return out
}

func jaccard(a, b []uint64) float64 {
	common := inCommon(a, b)
	return float64(common) / float64(len(a)+len(b)-common)
}
