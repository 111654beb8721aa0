package tagger

import "strings"

// Names are the dictionaries as sorted lists, for making texts to train on.
type Names struct{ First, Last, Place, Country, Common []string }

// Dictionaries returns the lists that the features look words up in.
func Dictionaries() Names {
	return Names{lines(firstList), lines(lastList), lines(placeList), lines(countryList), lines(commonList)}
}

func lines(list string) []string { return strings.Split(strings.TrimSuffix(list, "\n"), "\n") }
