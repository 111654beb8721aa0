package privacy_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/privacy"
)

var (
	starts = strings.Fields("Ar Bel Cor Dra El Fen Gal Hul Is Jor Kal Lum Mor Nor Or Pel Qua Ral Sel Tor Ul Ver Wil Xan Yor Zel")
	ends   = strings.Fields("dane vik tona bris mark lund kett sora vell gen rix quin tara nove pia storm belt lia gard")
	trades = strings.Fields("Freight Foods Systems Robotics Insurance Clinics Marine Timber Optics Ledger")
	firsts = strings.Fields("Maria Joakim Amina Pieter Xiulan Tomasz Ines Oluwaseun Birgit Kaveh")
	lasts  = strings.Fields("Lindqvist Okonkwo Vandersteen Zielinski Haverkamp Tremblay Szabolcsi Marangoni Thorvaldsen Petrosyan")
)

// population makes n accounts with invented names.
func population(rng *rand.Rand, n int) []privacy.Account {
	accounts := make([]privacy.Account, n)
	for i := range accounts {
		name := starts[rng.IntN(len(starts))] + ends[rng.IntN(len(ends))] + ends[rng.IntN(len(ends))]
		trade := trades[rng.IntN(len(trades))]
		lower := strings.ToLower(name)
		accounts[i] = privacy.Account{
			ID:       fmt.Sprintf("%s-%s", lower, strings.ToLower(trade)),
			Names:    []string{name + " " + trade + " Ltd"},
			Aliases:  []string{name + " " + trade, name},
			Domains:  []string{lower + "-" + strings.ToLower(trade) + ".com"},
			People:   []string{firsts[rng.IntN(len(firsts))] + " " + lasts[rng.IntN(len(lasts))]},
			Products: []string{"Project " + ends[rng.IntN(len(ends))] + starts[rng.IntN(len(starts))]},
			Tickets:  []string{fmt.Sprintf("ZD-%05d", 10000+rng.IntN(90000))},
		}
	}
	return accounts
}

func TestFindsEveryPlantedIdentifierInEveryDisguise(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 2026))
	accounts := population(rng, 200)
	known, err := privacy.NewKnown(accounts)
	if err != nil {
		t.Fatal(err)
	}
	missed := map[string][]string{}
	tried := map[string]int{}
	planted := 0
	for planted < 5000 {
		a := accounts[rng.IntN(len(accounts))]
		names := []string{a.Names[0], a.Aliases[0], a.Aliases[1], a.People[0], a.Products[0]}
		d := disguises[planted%len(disguises)]
		id := names[rng.IntN(len(names))]
		written, ok := d.write(rng, id)
		if !ok {
			continue
		}
		planted++
		tried[d.name]++
		text, start := carry(rng, written)
		if !hit(known.Find(text), a.ID, start, start+len(written)) {
			missed[d.name] = append(missed[d.name], fmt.Sprintf("%q in %q: %+v", id, text, known.Find(text)))
		}
	}
	for name, all := range missed {
		t.Errorf("%s: missed %d of %d, such as %s", name, len(all), tried[name], all[0])
	}
	if len(tried) != len(disguises) {
		t.Errorf("tried %d disguises of %d", len(tried), len(disguises))
	}
}

// hit reports a certain match of account that touches [start, end).
func hit(matches []privacy.Match, account string, start, end int) bool {
	for _, m := range matches {
		if m.Start >= end || m.End <= start || !m.Certain {
			continue
		}
		if m.Account == account {
			return true
		}
		for _, other := range m.Also {
			if other.Account == account {
				return true
			}
		}
	}
	return false
}

func TestFindGivesTheBytesOfTheText(t *testing.T) {
	known := mustKnow(t, privacy.Account{ID: "acme", Names: []string{"Acme Freight"}, Domains: []string{"acme-freight.com"},
		People: []string{"Maria Lindqvist"}, Tickets: []string{"ZD-48213"}, Phones: []string{"+46 8 123 456 78"}, Mails: []string{"maria@acme-freight.com"}})
	for _, c := range []struct{ text, want string }{
		{"At Acme Freight's depot", "Acme Freight"},
		{"see Acme\u200b Freight.", "Acme\u200b Freight"},
		{"two Acmes met", "Acmes"},
		{"Lindqvist, Maria signed", "Lindqvist, Maria"},
		{"M. Lindqvist signed", "M. Lindqvist"},
		{"mlindqvist@example.com", "mlindqvist"},
		{"zd48213 is open", "zd48213"},
		{"call 08-123 456 78", "8-123 456 78"},
		{"call +46812345678", "46812345678"},
		{"write to maria at acme-freight dot com", "maria at acme-freight dot com"},
		{"ask maria@acme-freight.com", "maria@acme-freight.com"},
		{"host=db.acme-freight.com", "acme-freight.com"},
		{"&#65;cme Freight", "&#65;cme Freight"},
	} {
		found := known.Find(c.text)
		if len(found) != 1 || found[0].Found != c.want || c.text[found[0].Start:found[0].End] != c.want {
			t.Errorf("Find(%q) = %+v, want %q", c.text, found, c.want)
		}
	}
}

func TestFindLeavesOrdinaryWordsAlone(t *testing.T) {
	known := mustKnow(t,
		privacy.Account{ID: "a1", Names: []string{"Theron"}}, privacy.Account{ID: "a2", Names: []string{"Target"}},
		privacy.Account{ID: "a3", Names: []string{"IT"}}, privacy.Account{ID: "a4", Names: []string{"Modem"}},
		privacy.Account{ID: "a5", Names: []string{"Port"}}, privacy.Account{ID: "a6", Names: []string{"Ann Bold"}},
		privacy.Account{ID: "a7", Names: []string{"Mall"}, Tickets: []string{"48213"}})
	for _, text := range []string{
		"the Ron", "we hit the target", "Target dates slip.", "it works", "a modern page", "import the ports report",
		"in an nth bold try", "mail us", "MAIL US", "no 148213 or 482131", "a bolder plan", "the round of targets",
		"use port. And then", "can be, old",
	} {
		if m, ok := known.Names(text); ok {
			t.Errorf("%q names %q at %q", text, m.Identifier.Text, m.Found)
		}
	}
	if found := known.Find("They run on Target machines"); len(found) != 1 || !found[0].Certain {
		t.Errorf("a capital inside a sentence: %+v, want one certain match", found)
	}
}

func TestSharedNamesAreKeptTogether(t *testing.T) {
	known := mustKnow(t, privacy.Account{ID: "aa", People: []string{"Ines Tremblay"}}, privacy.Account{ID: "bb", People: []string{"Ines Tremblay"}})
	found := known.Find("Ines Tremblay left")
	if len(found) != 1 || found[0].Account != "aa" || len(found[0].Also) != 1 || found[0].Also[0].Account != "bb" {
		t.Errorf("found %+v, want one match of both accounts", found)
	}
}

func TestNewKnownRefusesWhatWouldMatchEverywhere(t *testing.T) {
	if _, err := privacy.NewKnown([]privacy.Account{{ID: "acme", Aliases: []string{"X"}}}); err == nil {
		t.Error("an alias of one letter was accepted")
	}
}

// TestFalseAlarms counts certain matches of invented customers in real documents that cannot name them.
func TestFalseAlarms(t *testing.T) {
	root := "../../../shared/data/documents"
	if _, err := os.Stat(root); err != nil {
		t.Skip("needs the documents of ../shared/data, absent here")
	}
	known := mustKnow(t, population(rand.New(rand.NewPCG(1, 1)), 500)...)
	documents, alarms := 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" || documents >= 150 {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		documents++
		for _, m := range known.Find(string(data)) {
			if m.Certain {
				alarms++
				t.Logf("%s: %q taken for %q", filepath.Base(path), m.Found, m.Identifier.Text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if documents < 50 || alarms > documents/50 {
		t.Errorf("%d alarms in %d documents", alarms, documents)
	}
}

func FuzzFind(f *testing.F) {
	known, err := privacy.NewKnown([]privacy.Account{{ID: "acme", Names: []string{"Acme Freight Ltd"}, People: []string{"Ольга Петрова"}, Domains: []string{"acme.com"}}})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"Acme", "%41cme &#x41;cme", "\u202eemcA", "QWNtZSBGcmVpZ2h0IEx0ZA==", "\xff&;%%\\u", "<b", "](", "Ac\n\nme"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, m := range known.Find(text) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) || m.Found != text[m.Start:m.End] {
				t.Fatalf("%q: bad range %d-%d after %d", text, m.Start, m.End, end)
			}
			end = m.End
		}
	})
}

func mustKnow(t *testing.T, accounts ...privacy.Account) *privacy.Known {
	t.Helper()
	known, err := privacy.NewKnown(accounts)
	if err != nil {
		t.Fatal(err)
	}
	return known
}
