package privacy

import (
	"fmt"
	"sort"
)

// IdentifierKind says what sort of thing an identifier names.
type IdentifierKind string

// The kinds of identifier that an account can have.
const (
	Organization IdentifierKind = "organization" // the account's name, its aliases and its ID
	Person       IdentifierKind = "person"
	Product      IdentifierKind = "product" // what the customer calls its own systems
	Domain       IdentifierKind = "domain"
	Mail         IdentifierKind = "mail"
	Phone        IdentifierKind = "phone"
	Address      IdentifierKind = "address"
	Ticket       IdentifierKind = "ticket" // ticket, contract and order numbers: exact to the digit
)

// Account is what one customer is called, and what else points at it.
type Account struct {
	ID        string // the account's folder name
	Names     []string
	Aliases   []string
	Domains   []string
	People    []string // full names
	Products  []string
	Mails     []string
	Phones    []string
	Addresses []string
	Tickets   []string
}

// Identifier is one thing that an account is known by.
type Identifier struct {
	Account string
	Kind    IdentifierKind
	Text    string // as the account's record has it
}

// Match is an identifier found in a text.
type Match struct {
	Identifier
	Also       []Identifier // others that the same words name
	Start, End int          // bytes of the text
	Found      string       // the text's own bytes
	// Certain is false where the words are ordinary ones as well ("target", "Brown", a first name): a person decides.
	Certain bool
}

// Known finds every identifier of a set of accounts. It is immutable and safe for concurrent use.
type Known struct{ precise, coarse *lookup }

// NewKnown builds the finder. Identifiers of fewer than two letters or digits are refused: they would match everywhere.
func NewKnown(accounts []Account) (*Known, error) {
	var precise, coarse []entry
	for _, a := range accounts {
		for _, id := range a.identifiers() {
			if len([]rune(fold(id.Text, view{}).text)) < 2 {
				return nil, fmt.Errorf("account %s: %s %q is too short to look for", id.Account, id.Kind, id.Text)
			}
			for _, s := range expand(id) {
				p := s.compile()
				precise = append(precise, entry{p.text, s})
				if c, ok := p.coarse(); ok {
					coarse = append(coarse, entry{c.text, s})
				}
			}
		}
	}
	return &Known{precise: readLookup(newLookup(precise)), coarse: readLookup(newLookup(coarse))}, nil
}

func (a Account) identifiers() []Identifier {
	var out []Identifier
	add := func(kind IdentifierKind, texts ...string) {
		for _, t := range texts {
			if t != "" {
				out = append(out, Identifier{a.ID, kind, t})
			}
		}
	}
	add(Organization, a.Names...)
	add(Organization, a.Aliases...)
	add(Organization, a.ID)
	add(Domain, a.Domains...)
	add(Person, a.People...)
	add(Product, a.Products...)
	add(Mail, a.Mails...)
	add(Phone, a.Phones...)
	add(Address, a.Addresses...)
	add(Ticket, a.Tickets...)
	return out
}

// Find returns the identifiers in text, leftmost and longest first choice, without overlaps, in order.
func (k *Known) Find(text string) []Match {
	var found []candidate
	for _, r := range readings(text) {
		found = append(found, k.searchParagraphs(text, r)...)
	}
	for _, e := range encoded(text) {
		for _, m := range k.Find(e.text) {
			for _, id := range append([]Identifier{m.Identifier}, m.Also...) {
				found = append(found, candidate{start: e.start, end: e.end, id: id, certain: m.Certain})
			}
		}
	}
	return settle(text, found)
}

// Names reports whether text contains a certain identifier, and the first.
func (k *Known) Names(text string) (Match, bool) {
	for _, m := range k.Find(text) {
		if m.Certain {
			return m, true
		}
	}
	return Match{}, false
}

type candidate struct {
	start, end int
	id         Identifier
	certain    bool
}

// settle chooses among overlapping candidates: the certain ones first, then the longest, then the leftmost; candidates
// for the same bytes are kept together.
func settle(text string, found []candidate) []Match {
	sort.SliceStable(found, func(i, j int) bool { return before(found[i], found[j]) })
	var out []Match
	taken := spans{}
	type naming struct {
		id    Identifier
		match int
	}
	said := map[naming]bool{}
	for _, c := range found {
		if at, ok := taken.same(c.start, c.end); ok {
			if named := (naming{c.id, at}); !said[named] {
				said[named] = true
				out[at].Also = append(out[at].Also, c.id)
			}
			continue
		}
		if taken.overlaps(c.start, c.end) {
			continue
		}
		taken.add(c.start, c.end, len(out))
		said[naming{c.id, len(out)}] = true
		out = append(out, Match{Identifier: c.id, Start: c.start, End: c.end, Found: text[c.start:c.end], Certain: c.certain})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}

func before(a, b candidate) bool {
	switch {
	case a.certain != b.certain:
		return a.certain
	case a.end-a.start != b.end-b.start:
		return a.end-a.start > b.end-b.start
	case a.start != b.start:
		return a.start < b.start
	case a.id.Account != b.id.Account:
		return a.id.Account < b.id.Account
	case a.id.Kind != b.id.Kind:
		return a.id.Kind < b.id.Kind
	default:
		return a.id.Text < b.id.Text
	}
}

// spans is a set of disjoint byte ranges, sorted.
type spans []span

type span struct{ start, end, index int }

func (s spans) find(start int) int {
	return sort.Search(len(s), func(i int) bool { return s[i].end > start })
}

func (s spans) same(start, end int) (int, bool) {
	i := s.find(start)
	if i < len(s) && s[i].start == start && s[i].end == end {
		return s[i].index, true
	}
	return 0, false
}

func (s spans) overlaps(start, end int) bool {
	i := s.find(start)
	return i < len(s) && s[i].start < end
}

func (s *spans) add(start, end, index int) {
	i := s.find(start)
	*s = append(*s, span{})
	copy((*s)[i+1:], (*s)[i:])
	(*s)[i] = span{start, end, index}
}
