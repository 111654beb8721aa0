package tagger

import (
	_ "embed"
	"math/bits"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cespare/xxhash/v2"
)

// The lists that the features look words up in: names in small letters, one a line.
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

// dictionaries are the lists, indexed.
type dictionaries struct {
	first, last, place, country, common dictionary

	words      sync.Map // what was asked before: word to known
	remembered atomic.Int64
}

var loaded = sync.OnceValue(func() *dictionaries {
	return &dictionaries{first: index(firstList, false), last: index(lastList, false), place: index(placeList, true), country: index(countryList, true), common: index(commonList, false)}
})

// dictionary finds words in a list as it lies in the program: to unpack 200,000 of them into a map takes longer than to check a document.
type dictionary struct {
	list       string
	words      []int32 // by hash: where a line begins that has the word, -1 for none
	beginnings []int32 // by hash: where a line begins whose first words they are
}

func index(list string, phrases bool) dictionary {
	d := dictionary{list: list, words: emptyTable(strings.Count(list, "\n"))}
	if phrases {
		d.beginnings = emptyTable(strings.Count(list, " ") + strings.Count(list, "-"))
	}
	at := 0
	for line := range strings.Lines(list) {
		line = strings.TrimSuffix(line, "\n")
		put(d.words, line, at)
		for i := 0; phrases && i < len(line); i++ {
			if (line[i] == ' ' || line[i] == '-') && !d.begins(line[:i]) {
				put(d.beginnings, line[:i], at)
			}
		}
		at += len(line) + 1
	}
	return d
}

// emptyTable has room for so many words, and as much again.
func emptyTable(n int) []int32 {
	table := make([]int32, 1<<bits.Len(uint(2*n)))
	for i := range table {
		table[i] = -1
	}
	return table
}

func put(table []int32, word string, at int) {
	i := slotOf(table, word)
	for table[i] >= 0 {
		i = (i + 1) & (len(table) - 1)
	}
	table[i] = int32(at)
}

func slotOf(table []int32, word string) int { return int(xxhash.Sum64String(word)) & (len(table) - 1) }

// Common reports an ordinary English word, in small letters.
func Common(word string) bool { return loaded().common.has(word) }

// has reports whether a word is on the list.
func (d *dictionary) has(word string) bool { return d.find(d.words, word, "\n") }

// begins reports whether a name of several words on the list begins so.
func (d *dictionary) begins(words string) bool { return d.find(d.beginnings, words, " -") }

// find looks for a line that begins with the word, and one of the ends behind it.
func (d *dictionary) find(table []int32, word, ends string) bool {
	if len(table) == 0 {
		return false
	}
	for i := slotOf(table, word); table[i] >= 0; i = (i + 1) & (len(table) - 1) {
		line := d.list[table[i]:]
		if len(line) > len(word) && line[:len(word)] == word && strings.IndexByte(ends, line[len(word)]) >= 0 {
			return true
		}
	}
	return false
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
