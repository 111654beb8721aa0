package tagger

import (
	_ "embed"
	"strings"
	"sync"
)

// The lists that the features look words up in: names in small letters, one a line, in the order of their bytes.
var (
	//go:embed data/first.txt
	firstList string
	//go:embed data/last.txt
	lastList string
	//go:embed data/place.txt
	placeList string
	//go:embed data/country.txt
	countryList string
	//go:embed data/common.txt
	commonList string // ordinary English words
)

// dictionaries are the lists.
type dictionaries struct {
	first, last, place, country, common dictionary
}

var loaded = sync.OnceValue(func() *dictionaries {
	return &dictionaries{first: dictionary(firstList), last: dictionary(lastList), place: dictionary(placeList), country: dictionary(countryList), common: dictionary(commonList)}
})

// name tells a country from a place.
func (d *dictionaries) name(name string) phrase {
	switch {
	case d.country.has(name):
		return country
	case d.place.has(name):
		return place
	}
	return noPhrase
}

// opens reports whether a longer name of a place or a country begins so.
func (d *dictionaries) opens(words string) bool {
	return d.place.begins(words) || d.country.begins(words)
}

// traits spells what lists a word in small letters is on, a letter each.
func (d *dictionaries) traits(lower string) string {
	var b strings.Builder
	add := func(has bool, c byte) {
		if has {
			b.WriteByte(c)
		}
	}
	add(d.first.has(lower), 'f')
	add(d.last.has(lower), 'l')
	add(d.place.has(lower), 'p')
	add(d.country.has(lower), 'c')
	add(titles[lower], 't')
	add(suffix[lower], 'o')
	add(street[lower] || endsAny(lower, streetEnds), 's')
	add(units[lower], 'u')
	add(d.common.has(lower), 'w')
	return b.String()
}

func endsAny(s string, ends []string) bool {
	for _, e := range ends {
		if len(s) > len(e)+2 && strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// dictionary finds words in a list of lines in order, as it lies in the program: to index 200,000 of them takes longer than to check a document.
type dictionary string

// Common reports an ordinary English word, in small letters.
func Common(word string) bool { return loaded().common.has(word) }

// has reports whether a word is on the list.
func (d dictionary) has(word string) bool { return word != "" && d.from(word) == word }

// begins reports whether a name of several words on the list begins so.
func (d dictionary) begins(words string) bool {
	for _, end := range [...]string{" ", "-"} {
		if beginning := words + end; strings.HasPrefix(d.from(beginning), beginning) {
			return true
		}
	}
	return false
}

// from gives the first line that does not come before the word; empty where all do.
func (d dictionary) from(word string) string {
	low, high := 0, len(d) // where lines begin
	for low < high {
		middle := (low + high) / 2
		begin := low + strings.LastIndexByte(string(d[low:middle]), '\n') + 1
		if line := d.line(begin); line < word {
			low = begin + len(line) + 1
		} else {
			high = begin
		}
	}
	return d.line(low)
}

// line gives the line that begins at a place.
func (d dictionary) line(begin int) string {
	rest := string(d[begin:])
	return rest[:max(0, strings.IndexByte(rest, '\n'))]
}

func wordSet(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

var (
	titles = wordSet("mr mrs ms miss mx dr prof sir madam herr frau mme mlle sr sra señor señora don doña hr fr ing dipl rev hon lord lady capt sgt lt col")
	suffix = wordSet("ltd limited inc incorporated llc llp plc corp corporation company co gmbh ag kg sa sas sarl srl spa bv nv ab as oy oyj pty kk group holdings " +
		"associates partners systems solutions technologies technology consulting services agency bank insurance university institute department ministry society foundation " +
		"association college school hospital council trust media software labs networks international industries enterprises club museum church studios airlines")
	street = wordSet("street st road rd avenue ave av lane ln drive dr boulevard blvd way court ct place pl square sq terrace crescent close highway hwy parkway pkwy trail " +
		"rue via viale corso piazza calle camino carrera ctra avenida avda paseo plaza rua travessa estrada praça straße strasse str weg gasse allee platz ring damm ufer " +
		"laan straat plein kade dijk baan dreef gatan vägen väg vei veien gate gata plass vej gade alle tie katu polku ulica ul aleja al osiedle os plac ulice náměstí utca út tér " +
		"körút krt ulitsa prospekt sokak cadde cad mahallesi jalan jl box p.o psc unit apt apartment suite ste floor fl building bldg room rm house po rakpart sétány corner cmr")
	streetEnds = []string{"straße", "strasse", "str", "weg", "gasse", "allee", "platz", "gatan", "vägen", "vegen", "veien", "vej", "vangen", "gade", "stræde", "laan", "straat", "plein", "dreef", "lei",
		"steenweg", "katu", "tie", "kuja", "utca", "gata", "backe", "ring", "damm", "hof", "pad", "singel", "gracht", "dijk", "kade", "street", "road", "lane"}
	units = wordSet("apt apartment suite ste unit floor fl box room rm apo fpo dpo psc cmr aa ae ap")
)
