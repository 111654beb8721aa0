package bench

import (
	"fmt"
	"strings"
)

// The plain corpus has the front matter, the paths and the headings of the dense one, and between them the even mix of prose, lists, tables,
// fences and quotes that working documents are: nothing in it is written to break a rule, and few sentences do.
var (
	plainNouns = strings.Fields("adoption alert audit baseline connector contract dashboard endpoint export feature forecast integration invoice license " +
		"migration objective outcome permission pilot pipeline playbook policy renewal report rollout schema seat segment survey template threshold training webhook workflow")
	plainVerbs = strings.Fields("approved automated compared configured confirmed delivered deployed documented enabled measured migrated planned replaced reviewed " +
		"scheduled shared tested tracked validated verified")
	plainKinds = strings.Fields("commercial critical custom early executive external global internal legacy manual monthly operational pending primary quarterly " +
		"regional secondary stable technical weekly")
)

func (w *docWriter) noun() string { return w.pick(plainNouns...) }

func (w *docWriter) verb() string { return w.pick(plainVerbs...) }

// named is a noun with its attribute.
func (w *docWriter) named() string { return w.pick(plainKinds...) + " " + w.noun() }

// plainSection is a paragraph and up to two blocks of any sort.
func (w *docWriter) plainSection(s corpusSection) {
	w.plainParagraph()
	for range w.between(0, 2) {
		switch w.r.IntN(7) {
		case 0, 1:
			w.plainParagraph()
		case 2, 3:
			w.plainList()
		case 4:
			w.plainTable(s.header)
		case 5:
			w.fence()
		default:
			w.line("> %s\n>\n> — %s, %s lead\n", w.plainSentence(), w.person(), w.named())
		}
	}
}

func (w *docWriter) plainParagraph() {
	sentences := make([]string, w.between(2, 5))
	for i := range sentences {
		sentences[i] = w.plainSentence()
	}
	w.line("%s\n", strings.Join(sentences, " "))
}

func (w *docWriter) plainList() {
	form := w.r.IntN(3)
	for i := range w.between(3, 6) {
		switch form {
		case 0:
			w.line("- %s", w.plainSentence())
			if w.r.IntN(3) == 0 {
				w.line("  - %s\n  - %s", w.plainSentence(), w.plainSentence())
			}
		case 1:
			w.line("%d. %s", i+1, w.plainSentence())
		default:
			w.line("- [%s] %s %s the %s by %s", w.pick(" ", "x"), w.person(), w.verb(), w.named(), w.date())
		}
	}
	w.line("")
}

// plainTable is the section's own table, or one of other columns where the section has none.
func (w *docWriter) plainTable(header []string) {
	for i := len(header); i < 3; i++ {
		header = append(header[:i:i], w.named())
	}
	w.line("| %s |\n|%s", strings.Join(header, " | "), strings.Repeat(" --- |", len(header)))
	for range w.between(5, 12) {
		cells := []string{w.named()}
		for len(cells) < len(header) {
			cells = append(cells, w.pick(w.date(), fmt.Sprintf("%d%%", w.between(0, 100)), fmt.Sprint(w.between(0, 99_999))))
		}
		w.line("| %s |", strings.Join(cells, " | "))
	}
	w.line("")
}

func (w *docWriter) plainSentence() string {
	switch w.r.IntN(9) {
	case 0:
		return fmt.Sprintf("The %s was %s by %s on %s, and the %s stayed within the agreed range.", w.named(), w.verb(), w.person(), w.date(), w.named())
	case 1:
		return fmt.Sprintf("We %s the %s against the %s: **%d%%** of seats were active, compared with %d%% in the prior period.", w.verb(), w.named(), w.named(), w.between(20, 95), w.between(20, 95))
	case 2:
		return fmt.Sprintf("See [the %s](https://docs.vendor.example/%s/%s#%s) for the %s steps.", w.named(), w.noun(), w.noun(), w.noun(), w.noun())
	case 3:
		return fmt.Sprintf("Set `%s.%s` to `%d` before the %s starts; otherwise the %s cannot be %s.", w.noun(), w.noun(), w.between(1, 900), w.named(), w.noun(), w.verb())
	case 4:
		return fmt.Sprintf("%s and %s %s the %s with the _%s_ team, who asked for a %s.", w.person(), w.person(), w.verb(), w.named(), w.noun(), w.named())
	case 5:
		return fmt.Sprintf("Usage of the %s grew from %d to %d events a day, which moves the %s score to %d out of 100.", w.noun(), w.between(10, 900), w.between(900, 9000), w.noun(), w.between(10, 99))
	case 6:
		return fmt.Sprintf("If the %s fails twice, open a ticket, attach the %s and tell %s within %d hours.", w.named(), w.named(), w.person(), w.between(1, 48))
	case 7:
		return fmt.Sprintf("The customer's %s depends on the %s; it is %s, not %s.", w.named(), w.named(), w.pick(plainKinds...), w.pick(plainKinds...))
	}
	return fmt.Sprintf("Next, the %s is %s so that every %s has one owner and one due date.", w.noun(), w.verb(), w.named())
}
