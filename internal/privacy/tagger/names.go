package tagger

import "sort"

// Names are the dictionaries as sorted lists, for making texts to train on.
type Names struct{ First, Last, Place, Country, Common []string }

// Dictionaries returns the lists that the features look words up in.
func Dictionaries() Names {
	d := loaded()
	return Names{sorted(d.first), sorted(d.last), sorted(d.place), sorted(d.country), sorted(common())}
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for w := range set {
		out = append(out, w)
	}
	sort.Strings(out)
	return out
}
