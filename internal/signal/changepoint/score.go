package changepoint

import "slices"

// Score compares found changes with those that several people marked, as the Turing Change Point Dataset does (van den Burg
// and Williams 2020): a mark is found if a change lies within margin of it, each change counting once; precision is taken against all
// people's marks together, recall is the mean over people; index 0 counts as a mark of everybody. The result is F1.
func Score(found []int, marks [][]int, margin int) float64 {
	x := withStart(found)
	var all []int
	recall := 0.0
	for _, m := range marks {
		t := withStart(m)
		all = append(all, t...)
		recall += float64(matched(t, x, margin)) / float64(len(t))
	}
	recall /= float64(len(marks))
	precision := float64(matched(withStart(all), x, margin)) / float64(len(x))
	if precision+recall == 0 {
		return 0
	}
	return 2 * precision * recall / (precision + recall)
}

func withStart(v []int) []int {
	seen := map[int]bool{0: true}
	for _, i := range v {
		seen[i] = true
	}
	out := make([]int, 0, len(seen))
	for i := range seen {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

// matched counts the marks that have a change of their own within the margin.
func matched(marks, found []int, margin int) int {
	used := make([]bool, len(found))
	n := 0
	for _, m := range marks {
		best, least := -1, margin+1
		for i, f := range found {
			if d := abs(f - m); !used[i] && d < least {
				best, least = i, d
			}
		}
		if best >= 0 {
			used[best] = true
			n++
		}
	}
	return n
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}
