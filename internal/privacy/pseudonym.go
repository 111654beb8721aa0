package privacy

import (
	"crypto/hmac"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/slug"
)

//go:embed data/pseudonyms.txt
var pseudonymsFile string

// Pseudonyms names things that may not be named: under one key the same thing always gets the same name, no two things
// get one name, and without the key nothing leads back. The zero value is not usable.
type Pseudonyms struct {
	key      []byte
	colours  []string
	animals  []string
	assigned map[string]string // by class and subject
	taken    map[string]string // subject that holds a label
	known    *Known            // what customers are called: no label says it
}

// NewPseudonyms makes the names of a workspace from its key (32 bytes or more) for subjects, the account IDs that exist.
// Names do not depend on the order of subjects; a subject that is added later never takes another's name away, as long
// as the earlier ones are given again (kept holds what was handed out before: subject to name). No name says what known
// knows a customer by ("Customer Amber Kestrel" beside a customer Kestrel): a kept one that has come to do so is drawn anew.
// A nil known knows nobody.
func NewPseudonyms(key []byte, kept map[string]string, subjects []string, known *Known) (*Pseudonyms, error) {
	if len(key) < 32 {
		return nil, fmt.Errorf("pseudonyms: the key has %d bytes, it needs 32", len(key))
	}
	colours, animals, _ := strings.Cut(strings.TrimSpace(pseudonymsFile), "\n")
	p := &Pseudonyms{key: key, colours: strings.Fields(colours), animals: strings.Fields(animals), assigned: map[string]string{}, taken: map[string]string{}, known: known}
	for subject, label := range kept {
		if other, ok := p.taken[label]; ok && other != subject {
			return nil, fmt.Errorf("pseudonyms: %q stands for two accounts", label)
		}
		p.taken[label] = subject
		if !p.names(label) {
			p.assigned[subject] = label
		}
	}
	rest := append([]string{}, subjects...)
	sort.Slice(rest, func(i, j int) bool { return p.draw("order", rest[i], 0) < p.draw("order", rest[j], 0) })
	for _, s := range rest {
		p.Account(s)
	}
	return p, nil
}

// exhausted is how many draws fail before a name is taken that says what some customer is called: one called Customer,
// say. What publishes such a name is told so.
const exhausted = 1024

// Account gives an account's name, such as "Customer Amber Finch".
func (p *Pseudonyms) Account(id string) string {
	if label, ok := p.assigned[id]; ok {
		return label
	}
	for n := uint64(0); ; n++ {
		label := "Customer " + p.pick("colour", id, n, p.colours) + " " + p.pick("animal", id, n, p.animals)
		if n > 64 { // all but full: number them
			label = fmt.Sprintf("%s %d", label, n-63)
		}
		if _, ok := p.taken[label]; !ok && (n > exhausted || !p.names(label)) {
			p.assigned[id], p.taken[label] = label, id
			return label
		}
	}
}

// names reports whether a label, or the host that stands for it, says what a customer is called.
func (p *Pseudonyms) names(label string) bool {
	return p.known != nil && (len(p.known.Find(label)) > 0 || len(p.known.Find(host(label))) > 0)
}

// host is a label as it stands in a host's name: "amber-finch".
func host(label string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(label, "Customer "), " ", "-"))
}

// Assigned gives the names handed out so far, by account: what a workspace keeps so that names stay.
func (p *Pseudonyms) Assigned() map[string]string {
	out := make(map[string]string, len(p.assigned))
	for id, label := range p.assigned {
		out[id] = label
	}
	return out
}

// For gives what takes an identifier's place. Two people of one account stay two; the same person is the same everywhere.
func (p *Pseudonyms) For(id Identifier) string {
	customer := p.Account(id.Account)
	slug := host(customer)
	tag := p.tag(string(id.Kind), id.Account+"\x00"+fold(id.Text, view{}).text)
	switch id.Kind {
	case Organization:
		return customer
	case Person:
		return "a person at " + customer + " (" + tag + ")"
	case Product:
		return "System " + tag
	case Domain:
		return slug + ".example"
	case Mail:
		return "person-" + tag + "@" + slug + ".example"
	case Phone:
		return "[phone " + tag + "]"
	case Address:
		return "[address " + tag + "]"
	default:
		return "[reference " + tag + "]"
	}
}

// Clean replaces until known finds nothing more: what a first replacement uncovers is replaced too. It returns the first
// round's matches, and an error where something is still named after eight rounds.
func (p *Pseudonyms) Clean(text string, known *Known) (string, []Match, error) {
	first := known.Find(text)
	found := first
	for range 8 {
		if len(found) == 0 {
			return text, first, nil
		}
		text, _ = p.Replace(text, found)
		found = known.Find(text)
	}
	return "", first, fmt.Errorf("anonymise: %q still stands after eight rounds", found[0].Found)
}

// Replace puts pseudonyms in the place of every identifier found in text, the uncertain ones too, and returns what it
// replaced. Where the text glues an identifier to letters, the pseudonym stands between hyphens.
func (p *Pseudonyms) Replace(text string, found []Match) (string, []Match) {
	var b strings.Builder
	at := 0
	for _, m := range found {
		b.WriteString(text[at:m.Start])
		b.WriteString(p.inPlace(text, m))
		at = m.End
	}
	b.WriteString(text[at:])
	return b.String(), found
}

// inPlace writes a pseudonym so that it fits a host, a path or a file name, when the identifier stood in one.
func (p *Pseudonyms) inPlace(text string, m Match) string {
	label := p.For(m.Identifier)
	touches := func(at int) bool {
		return at >= 0 && at < len(text) && (isBase64(text[at]) || text[at] == '.' || text[at] == '@') && text[at] != '\n'
	}
	machine := touches(m.Start-1) || touches(m.End) && text[m.End] != '.' || touches(m.End) && touches(m.End+1)
	if machine && m.Kind != Domain && m.Kind != Mail {
		label = slug.Of(label)
	}
	return label
}

// tag is a short name without meaning.
func (p *Pseudonyms) tag(class, subject string) string {
	const letters = "bcdfghjkmnpqrstvwxz"
	v := p.draw(class, subject, 0)
	var b [6]byte
	for i := range b {
		b[i] = letters[v%uint64(len(letters))]
		v /= uint64(len(letters))
	}
	return string(b[:])
}

func (p *Pseudonyms) pick(class, subject string, n uint64, from []string) string {
	hi, _ := bits.Mul64(p.draw(class, subject, n), uint64(len(from)))
	return from[hi]
}

func (p *Pseudonyms) draw(class, subject string, n uint64) uint64 {
	mac := hmac.New(sha256.New, p.key)
	fmt.Fprintf(mac, "%s\x00%s\x00%d", class, subject, n)
	return binary.BigEndian.Uint64(mac.Sum(nil))
}

// SizeRange gives the range that a count is published as: "140" becomes "100–199". Counts are people, seats or sites.
func SizeRange(n int) string {
	bounds := []int{0, 10, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000, 100000}
	for i := len(bounds) - 1; i >= 0; i-- {
		if n < bounds[i] {
			continue
		}
		switch i {
		case len(bounds) - 1:
			return "100,000 or more"
		case 0:
			return "fewer than 10"
		}
		return thousands(bounds[i]) + "–" + thousands(bounds[i+1]-1)
	}
	return "fewer than 10"
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// IsPseudonym reports whether text is a name as pseudonyms are: a colour and an animal, "Customer" before them or not.
func IsPseudonym(text string) bool {
	colours, animals, _ := strings.Cut(strings.TrimSpace(pseudonymsFile), "\n")
	words := strings.Fields(strings.TrimPrefix(text, "Customer "))
	return len(words) == 2 && slices.Contains(strings.Fields(colours), words[0]) && slices.Contains(strings.Fields(animals), words[1])
}
