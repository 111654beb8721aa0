package tagger

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"strings"
	"sync"
	"sync/atomic"
)

//go:embed data/*.gz
var files embed.FS

// dictionaries are the lists that the features look words up in. All names are lower case.
type dictionaries struct {
	first, last, place, country map[string]bool
	phrase                      map[string]bool // beginnings of names of several words

	words      sync.Map // what was asked before: word to known
	remembered atomic.Int64
}

var loaded = sync.OnceValue(func() *dictionaries {
	d := &dictionaries{phrase: map[string]bool{}}
	d.first, d.last = d.read("first"), d.read("last")
	d.place, d.country = d.read("place"), d.read("country")
	return d
})

// read unpacks one list; the lists are part of the program, so that a broken one is a broken build.
func (d *dictionaries) read(name string) map[string]bool {
	data := unpack("data/" + name + ".txt.gz")
	out := make(map[string]bool, bytes.Count(data, []byte("\n")))
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		out[line] = true
		if name == "place" || name == "country" {
			for i, r := range line {
				if r == ' ' || r == '-' {
					d.phrase[line[:i]] = true
				}
			}
		}
	}
	return out
}

func unpack(name string) []byte {
	f, err := files.Open(name)
	if err != nil {
		return nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil
	}
	return data
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
