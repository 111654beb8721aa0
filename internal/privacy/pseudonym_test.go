package privacy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/privacy"
)

var (
	keyA = []byte("0123456789abcdef0123456789abcdef")
	keyB = []byte("fedcba9876543210fedcba9876543210")
)

func TestPseudonymsAreStableKeyedAndCollisionFree(t *testing.T) {
	var ids []string
	for i := range 3000 {
		ids = append(ids, fmt.Sprintf("account-%d", i))
	}
	a, err := privacy.NewPseudonyms(keyA, nil, ids, nil)
	if err != nil {
		t.Fatal(err)
	}
	back := make([]string, len(ids))
	for i, id := range ids {
		back[len(ids)-1-i] = id
	}
	again, _ := privacy.NewPseudonyms(keyA, nil, back, nil)
	other, _ := privacy.NewPseudonyms(keyB, nil, ids, nil)
	seen := map[string]string{}
	same := 0
	for _, id := range ids {
		label := a.Account(id)
		if first, ok := seen[label]; ok {
			t.Errorf("%s and %s are both %s", first, id, label)
		}
		seen[label] = id
		if again.Account(id) != label {
			t.Errorf("%s is %s, and %s in another order", id, label, again.Account(id))
		}
		if other.Account(id) == label {
			same++
		}
	}
	if same > 10 {
		t.Errorf("%d of %d names are the same under another key", same, len(ids))
	}
	kept, err := privacy.NewPseudonyms(keyA, a.Assigned(), append([]string{"newcomer"}, ids...), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if kept.Account(id) != a.Account(id) {
			t.Fatalf("a newcomer changed %s from %s to %s", id, a.Account(id), kept.Account(id))
		}
	}
	if _, err := privacy.NewPseudonyms([]byte("short"), nil, nil, nil); err == nil {
		t.Error("a short key was accepted")
	}
}

// TestReplaceLeavesNoIdentifier is law 6 for one text: after Replace nothing names the customer.
func TestReplaceLeavesNoIdentifier(t *testing.T) {
	account := privacy.Account{ID: "arvik-freight", Names: []string{"Arvik Freight Ltd"}, Domains: []string{"arvik-freight.com"}, People: []string{"Maria Lindqvist", "Joakim Berg"},
		Mails: []string{"maria@arvik-freight.com"}, Products: []string{"Nattlinjen"}, Tickets: []string{"ZD-48213"}}
	known := mustKnow(t, account)
	names, err := privacy.NewPseudonyms(keyA, nil, []string{account.ID}, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"Arvik Freight Ltd", "arvik", "Arvik", "ARVIK-FREIGHT", "arvik-freight.com", "maria@arvik-freight.com", "Maria Lindqvist", "Nattlinjen", "ZD-48213"}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 5).Draw(t, "parts") {
			id := rapid.SampledFrom(all).Draw(t, "identifier")
			d := rapid.SampledFrom(disguises).Draw(t, "disguise")
			if w, ok := d.write(nil, id+" "); ok && strings.Contains(id, " ") {
				id = w
			}
			b.WriteString(rapid.SampledFrom([]string{"", "see ", "/", "x-", "**", "\n\n", "| "}).Draw(t, "before"))
			b.WriteString(id)
			b.WriteString(rapid.SampledFrom([]string{"", " and ", "/logo.png", "'s", ", ", "\n"}).Draw(t, "after"))
		}
		text := b.String()
		clean, _, err := names.Clean(text, known)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, m := range known.Find(clean) {
			t.Fatalf("%q became %q, which still names %q as %q", text, clean, m.Identifier.Text, m.Found)
		}
	})
}

func TestPseudonymsReadAsWhatTheyReplace(t *testing.T) {
	known := mustKnow(t, privacy.Account{ID: "acme", Names: []string{"Acme Freight"}, Domains: []string{"acme.com"}, Mails: []string{"jo@acme.com"}})
	names, _ := privacy.NewPseudonyms(keyA, nil, nil, nil)
	customer := names.Account("acme")
	slug := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(customer, "Customer "), " ", "-"))
	for text, want := range map[string]string{
		"Acme Freight's depot":     customer + "'s depot",
		"see https://www.acme.com": "see https://www." + slug + ".example",
		"img/acme_freight-x.png":   "img/customer-" + slug + "-x.png",
	} {
		if got, _ := names.Replace(text, known.Find(text)); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestSizesAndDatesAreCoarse(t *testing.T) {
	for n, want := range map[int]string{3: "fewer than 10", 140: "100–199", 999: "500–999", 1000: "1,000–1,999", 250000: "100,000 or more"} {
		if got := privacy.SizeRange(n); got != want {
			t.Errorf("SizeRange(%d) = %q, want %q", n, got, want)
		}
	}
	if got := privacy.CoarseDate(time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)); got != "2026-Q3" {
		t.Errorf("CoarseDate = %q", got)
	}
	names, _ := privacy.NewPseudonyms(keyA, nil, nil, nil)
	if d := names.ShiftDays("acme"); d%7 != 0 || d > -28 || d < -182 || d != names.ShiftDays("acme") {
		t.Errorf("ShiftDays = %d", d)
	}
}

func TestCombinationWarns(t *testing.T) {
	peers := []privacy.Peer{{"freight", "Sweden", "100–199"}, {"freight", "Norway", "100–199"}, {"freight", "Norway", "100–199"}, {"foods", "Sweden", "10–49"}}
	for _, c := range []struct {
		p    privacy.Profile
		warn bool
	}{
		{privacy.Profile{Industry: "Freight", Region: "Sweden"}, true},
		{privacy.Profile{Industry: "Freight"}, false},
		{privacy.Profile{Industry: "freight", Region: "Norway", Size: "100–199"}, false},
		{privacy.Profile{Industry: "freight", Region: "Norway", Rare: []string{"18,412 addresses"}}, true},
	} {
		if got := privacy.Combination(c.p, peers, 2); (got != "") != c.warn {
			t.Errorf("Combination(%+v) = %q, want a warning: %v", c.p, got, c.warn)
		}
	}
}

func TestIsPseudonym(t *testing.T) {
	for text, want := range map[string]bool{"Customer Heather Marten": true, "Heather Marten": true, "Heather Smith": false, "Marten": false, "Customer": false} {
		if got := privacy.IsPseudonym(text); got != want {
			t.Errorf("IsPseudonym(%q) = %v", text, got)
		}
	}
}

// TestPseudonymsNameNobody holds every colour and animal against customers that are called so, under many keys.
func TestPseudonymsNameNobody(t *testing.T) {
	known := mustKnow(t, privacy.Account{ID: "kestrel", Names: []string{"Kestrel Retail"}, Domains: []string{"kestrel.example"}}, privacy.Account{ID: "amber", Names: []string{"Amber"}})
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key")
		id := rapid.StringMatching("[a-z]{3,9}").Draw(t, "account")
		names, err := privacy.NewPseudonyms(key, map[string]string{"old": "Customer Amber Kestrel"}, []string{id, "old"}, known)
		if err != nil {
			t.Fatal(err)
		}
		for _, account := range []string{id, "old"} {
			for _, kind := range []privacy.IdentifierKind{privacy.Organization, privacy.Person, privacy.Domain, privacy.Mail} {
				label := names.For(privacy.Identifier{Account: account, Kind: kind, Text: "x"})
				if found := known.Find(label); len(found) > 0 {
					t.Fatalf("%q names %s", label, found[0].Account)
				}
			}
		}
	})
}

// TestPseudonymsWhereEveryNameIsSomebodys ends, whatever customers are called.
func TestPseudonymsWhereEveryNameIsSomebodys(t *testing.T) {
	names, err := privacy.NewPseudonyms(keyA, nil, []string{"a", "b"}, mustKnow(t, privacy.Account{ID: "customer", Names: []string{"Customer"}}))
	if err != nil {
		t.Fatal(err)
	}
	if names.Account("a") == names.Account("b") {
		t.Error("two accounts have one name")
	}
}
