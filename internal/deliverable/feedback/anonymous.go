package feedback

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/privacy"
)

// Anonymizer takes out of a customer's words what would tell who said them.
type Anonymizer struct {
	Known      *privacy.Known
	Pseudonyms *privacy.Pseudonyms
	Detector   *privacy.Detector
	// Keep are names of products, which are nobody's secret.
	Keep []string
}

var (
	address    = pattern.New(`(?i)\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|eu|de|fr|uk|us|example|test|local|internal|cloud|app|dev)\b\S*`)
	identifier = pattern.New(`\b(?:[A-Z]{2,}[-_ ]?\d{2,}[\w-]*|\d+[A-Za-z]+\d\w*|[A-Za-z]+\d+[A-Za-z\d]*\d{2,}\w*|#\d+|[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]+)*)\b`)
	bigFigure  = pattern.New(`[€$£]?\s?\d[\d.,'’ ]*\d(?:\s?(?:%|€|\$|£|[kKmM]\b))?|[€$£]\s?\d+`)
	version    = pattern.New(`(?i)\bv?\d+\.\d+(?:\.\d+)+\b`)
	clockTime  = pattern.New(`\b\d{1,2}:\d{2}\b`)
)

// Words gives the words without names, contacts, references and telling figures:
// known identifiers become pseudonyms, other personal data and figures of four
// digits and more are named by their sort. ok is false where a name is still found
// afterwards: such words are not to be published.
func (a *Anonymizer) Words(text string) (clean string, ok bool) {
	found := a.Known.Find(text)
	text, _ = a.Pseudonyms.Replace(text, found)
	text = a.replaceEntities(text)
	text = address.ReplaceAllString(text, "[address]")
	text = identifier.ReplaceAllString(text, "[reference]")
	text = version.ReplaceAllString(text, "[version]")
	text = bigFigure.ReplaceAllStringFunc(text, func(s string) string {
		if clockTime.MatchString(s) || digits(s) < 4 && !strings.ContainsAny(s, "€$£") {
			return s
		}
		return strings.TrimSuffix(" [figure] ", " ")[leading(s):]
	})
	text = strings.Join(strings.Fields(text), " ")
	_, still := a.Known.Names(text)
	return text, !still
}

// leading is 0 where s begins with a space, so that one stays, else 1.
func leading(s string) int {
	if strings.HasPrefix(s, " ") {
		return 0
	}
	return 1
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// Without gives the words without the customers' names and what else is known of
// them.
func (a *Anonymizer) Without(text string) string {
	var b strings.Builder
	at := 0
	for _, m := range a.Known.Find(text) {
		b.WriteString(text[at:m.Start])
		at = m.End
	}
	b.WriteString(text[at:])
	return strings.Join(strings.Fields(b.String()), " ")
}

func (a *Anonymizer) kept(word string) bool {
	for _, k := range a.Keep {
		if strings.EqualFold(k, word) {
			return true
		}
	}
	return false
}

// replaceEntities names personal data that nobody listed by its sort.
func (a *Anonymizer) replaceEntities(text string) string {
	if a.Detector == nil {
		return text
	}
	var b strings.Builder
	at := 0
	for _, e := range a.Detector.Find(text) {
		word := text[e.Start:e.End]
		if strings.HasPrefix(word, "Customer ") || pseudonymous(text, e.Start) || harmless(e, word) || a.kept(word) {
			continue
		}
		b.WriteString(text[at:e.Start])
		b.WriteString("[" + strings.ToLower(strings.ReplaceAll(string(e.Type), "_", " ")) + "]")
		at = e.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// harmless are times and dates without a figure ("Monday", "every night"), and
// ordinary words that the detector takes for a name: names begin with a capital.
func harmless(e privacy.Entity, word string) bool {
	return string(e.Type) == "DATE_TIME" && digits(word) == 0 || word == strings.ToLower(word) && !strings.ContainsAny(word, "0123456789@")
}

// pseudonymous tells whether a place lies within a pseudonym already put there.
func pseudonymous(text string, at int) bool {
	from := strings.LastIndex(text[:at], "Customer ")
	return from >= 0 && at-from < 40 && len(strings.Fields(text[from:at])) <= 2
}
