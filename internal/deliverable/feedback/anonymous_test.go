package feedback

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// parts of which customers and sentences are made.
var (
	firstWords  = []string{"Acme", "Nordvik", "Halcyon", "Brightwater", "Castellan", "Quillfeather", "Ostrava", "Pemberton", "Zephyrine", "Kestrelmoor", "Langley & Fitch", "Überland", "O'Connor", "Sainte-Claire"}
	secondWords = []string{"Freight", "Shipping AB", "Logistics GmbH", "Haulage Ltd", "Couriers Inc", "Transport", "Cargo S.A.", "Movers", "Group", "Lines"}
	firstNames  = []string{"Maria", "Petra", "Jörg", "Siobhán", "Anneliese", "Tomasz", "Priya", "Oluwaseun", "Bartholomew", "Ingrid"}
	lastNames   = []string{"Lindqvist", "Amadi", "Featherstone", "Kowalczyk", "Venkataraman", "O'Shaughnessy", "Bergström", "Delacroix-Moreau", "Nakashima", "Vandenberghe"}
	products    = []string{"RouteMaster 9000", "Hermes-X", "NightOwl", "DepotPilot", "TachoBridge", "FleetLedger"}
	carriers    = []string{
		"At %s the upload stops half-way every night.", "We at %s cannot repeat a route without checking by hand.", "This is %s speaking: the map is slow since Monday.",
		"Please tell %s when the export is fixed.", "Everybody in %s needs a history of changes, so that the morning shift does not undo it.", "Ask %s; the report opens with the wrong depot.",
		"the import into %s fails after some hundred stops.", "It works for others, but for %s it times out.",
	}
)

// planted is a customer made up of parts, with everything that gives it away.
func planted(r *rand.Rand, n int) (privacy.Account, []string) {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	name := pick(firstWords) + " " + pick(secondWords)
	person := pick(firstNames) + " " + pick(lastNames)
	domain := fmt.Sprintf("%s%d.example", strings.ToLower(theme.Label{Words: []string{name}}.Slug()), n)
	mail := strings.ToLower(strings.Fields(person)[0]) + "@" + domain
	number := fmt.Sprint(10000 + r.IntN(900000))
	a := privacy.Account{ID: fmt.Sprintf("customer-%d", n), Names: []string{name}, Domains: []string{domain}, People: []string{person}, Products: []string{pick(products)}, Mails: []string{mail}, Tickets: []string{"CT-" + number}}
	return a, []string{name, person, a.Products[0], domain, mail, "CT-" + number, number, "€" + number, "+46 8 " + number[:3] + " " + number[2:5]}
}

// disguise writes an identifier as people do.
func disguise(r *rand.Rand, s string) string {
	switch r.IntN(5) {
	case 0:
		return strings.ToLower(s)
	case 1:
		return strings.ToUpper(s)
	case 2:
		return s + "'s"
	case 3:
		return "“" + s + "”"
	}
	return s
}

// TestNoPlantedIdentifierSurvives plants a name, a product, a number or an address of a customer in 1,000 texts, and looks for it in what would be
// published: as it is, without case, and without spaces.
func TestNoPlantedIdentifierSurvives(t *testing.T) {
	detector, err := privacy.NewDetector("SE")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(2026, 11))
	squeeze := func(s string) string {
		return strings.Map(func(c rune) rune {
			if c == ' ' || c == '-' || c == '\'' || c == '’' {
				return -1
			}
			return c
		}, strings.ToLower(s))
	}
	published := 0
	for n := range 1000 {
		account, secrets := planted(r, n)
		known, err := privacy.NewKnown([]privacy.Account{account})
		if err != nil {
			t.Fatal(err)
		}
		pseudonyms, err := privacy.NewPseudonyms([]byte(strings.Repeat("k", 32)), nil, []string{account.ID}, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := &writer{anonymous: &Anonymizer{Known: known, Pseudonyms: pseudonyms, Detector: detector}}
		secret := secrets[r.IntN(len(secrets))]
		text := fmt.Sprintf(carriers[r.IntN(len(carriers))], disguise(r, secret))
		if r.IntN(2) == 0 {
			text = "The nightly upload is not reliable for us at all. " + text
		}
		words, ok := w.quotable(text)
		if !ok {
			continue
		}
		published++
		if strings.Contains(squeeze(words), squeeze(secret)) {
			t.Errorf("%q survives: %q → %q", secret, text, words)
		}
		if clean, ok := w.anonymous.Words(text); ok && strings.Contains(squeeze(clean), squeeze(secret)) {
			t.Errorf("%q survives: %q → %q", secret, text, clean)
		}
	}
	if published < 500 {
		t.Errorf("only %d of 1,000 texts could be published: the test proves little", published)
	}
}
