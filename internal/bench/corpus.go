package bench

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// A corpus is documents of the six kinds: the sections, tables and lists that people write. The dense one cites figures in footnotes, and is in
// sentences of which many are made to break a rule.
const (
	corpusDocuments = 2000
	corpusLeast     = 5 << 10
	corpusMost      = 15 << 10
	corpusSeed      = 1

	accountDocuments = 20 // of one customer
)

// filler writes what stands below a heading: it makes one corpus differ from another.
type filler func(*docWriter, corpusSection)

// writeCorpus writes n documents into a workspace's documentation folder and returns their number of bytes. The same seed gives the same bytes.
func writeCorpus(root string, n int, seed uint64, fill filler) (int64, error) {
	var total int64
	for i := range n {
		w := newDocWriter(seed, i)
		path, text := w.document(w.between(corpusLeast, corpusMost-2<<10), fill)
		path = filepath.Join(root, "customer-success", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return 0, err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return 0, err
		}
		total += int64(len(text))
		if i%accountDocuments == 0 {
			card := filepath.Join(root, "customer-success", "accounts", w.account(), "account.yaml")
			if err := os.MkdirAll(filepath.Dir(card), 0o755); err != nil {
				return 0, err
			}
			if err := os.WriteFile(card, []byte("account: "+w.account()+"\nname: "+w.company()+"\nowner: Dana Ruiz\n"), 0o644); err != nil {
				return 0, err
			}
		}
	}
	return total, nil
}

func newDocWriter(seed uint64, number int) *docWriter {
	return &docWriter{r: rand.New(rand.NewPCG(seed, uint64(number))), number: number}
}

// docWriter writes one document.
type docWriter struct {
	r      *rand.Rand
	number int
	b      strings.Builder
	notes  []string
}

func (w *docWriter) pick(list ...string) string { return list[w.r.IntN(len(list))] }

func (w *docWriter) between(low, high int) int { return low + w.r.IntN(high-low+1) }

func (w *docWriter) date() string {
	return fmt.Sprintf("2026-%02d-%02d", w.between(1, 10), w.between(1, 28))
}

func (w *docWriter) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

// account names the customer.
func (w *docWriter) account() string { return fmt.Sprintf("customer-%03d", w.number/accountDocuments) }

// document writes a document of about some bytes: the sections of its kind, then more of them below, until it is as long.
func (w *docWriter) document(size int, fill filler) (path, text string) {
	shape := shapes[w.number%len(shapes)]
	serial := w.number % accountDocuments / len(shapes)
	home := "accounts/" + w.account() + "/"
	name := strings.NewReplacer("@HOME@", home, "@N@", fmt.Sprint(serial+1), "@ID@", fmt.Sprintf("%04d", w.number), "@MONTH@", fmt.Sprintf("2026-%02d", serial+6)).Replace
	path = name(shape.path)
	w.line("---\nkind: %s\naccount: %s\nengagement: Routing API, phase %d\ndate: %s\nauthor: %s\nstatus: draft", shape.kind, w.account(), serial+1, w.date(), w.person())
	w.line("%s---\n\n# %s %s\n", name(shape.front), shape.title, w.company())
	for _, s := range shape.sections {
		w.line("## %s\n", s.heading)
		fill(w, s)
	}
	for w.b.Len() < size {
		s := shape.sections[w.r.IntN(len(shape.sections))]
		w.line("### %s, %s %s\n", s.heading, w.pick("depot", "team", "region", "wave"), w.pick("north", "south", "east", "west"))
		fill(w, s)
	}
	for _, n := range w.notes {
		w.line("%s", n)
	}
	return path, w.b.String()
}

// denseSection is a paragraph, the section's table, and perhaps a block more.
func (w *docWriter) denseSection(s corpusSection) {
	w.paragraph()
	if len(s.header) > 0 {
		w.table(s.header)
	}
	switch w.r.IntN(5) {
	case 0:
		w.list()
	case 1:
		w.fence()
	case 2:
		w.line("> \"%s\" (%s)\n", w.sentence(), w.pick("head of dispatch", "a planner", "the administrator"))
	}
}

func (w *docWriter) paragraph() {
	for i := range w.between(2, 5) {
		if i > 0 {
			w.b.WriteByte(' ')
		}
		w.b.WriteString(w.sentence())
		if w.r.IntN(4) == 0 {
			w.cite()
		}
	}
	w.b.WriteString("\n\n")
}

// cite adds a footnote that agrees with a sentence of its own. Every document of an account gives a figure alike.
func (w *docWriter) cite() {
	label := fmt.Sprintf("n%d", len(w.notes)+1)
	thing, month := w.thing(), w.between(1, 10)
	figure := rand.New(rand.NewPCG(uint64(w.number/accountDocuments*12+month), uint64(len(thing))<<8|uint64(thing[0])))
	prior := 200 + figure.IntN(9000)
	value := prior * (40 + figure.IntN(120)) / 100
	direction := "rose"
	if value < prior {
		direction = "fell"
	}
	fmt.Fprintf(&w.b, " Events of %s %s from %d to %d.[^%s]", thing, direction, prior, value, label)
	w.notes = append(w.notes, fmt.Sprintf("[^%s]: metric:events account=%s period=2026-%02d event=%s value=%d prior=%d snapshot=41-a90c2f", label, w.account(), month, thing, value, prior))
}

func (w *docWriter) list() {
	marks := []string{"- ", "1. ", "- [ ] "}
	mark := marks[w.r.IntN(len(marks))]
	for range w.between(3, 6) {
		w.line("%s%s", mark, w.sentence())
	}
	w.line("")
}

func (w *docWriter) table(header []string) {
	w.line("| %s |", strings.Join(header, " | "))
	w.line("|%s", strings.Repeat("---|", len(header)))
	for i := range w.between(4, 9) {
		cells := make([]string, len(header))
		for k, name := range header {
			cells[k] = w.cell(name, i+1)
		}
		w.line("| %s |", strings.Join(cells, " | "))
	}
	w.line("")
}

func (w *docWriter) cell(header string, row int) string {
	switch header {
	case "#", "ID":
		return fmt.Sprint(row)
	case "Owner", "Who", "With":
		return w.person()
	case "Due", "Date", "Since", "When":
		return w.date()
	case "State", "Status":
		return w.pick("open", "done", "in progress")
	case "Current", "Prior", "Before", "After", "Reach":
		return fmt.Sprint(w.between(1, 9999))
	case "Change":
		return fmt.Sprintf("%+d%%", w.between(-60, 60))
	case "Severity":
		return w.pick("1", "2", "3", "high", "medium")
	case "Validation step":
		return "`curl -fsS https://api.vendor.example/" + w.thing() + "`"
	}
	return strings.TrimSuffix(w.sentence(), ".")
}

func (w *docWriter) fence() {
	switch w.r.IntN(3) {
	case 0:
		w.line("```sh\nset -eu\ncurl -fsS \"https://api.vendor.example/v2/%s/%d\" -o %s.json\njq '.items | length' %[3]s.json\n```\n", w.thing(), w.between(1, 900), w.thing())
	case 1:
		w.line("```json\n{\"key\": \"%s-%d\", \"%s\": [%d, %d], \"dry_run\": true}\n```\n", w.thing(), w.between(1, 90), w.thing(), w.between(1, 9), w.between(1, 9))
	default:
		w.line("```sql\nSELECT %s, count(*) FROM %s WHERE changed >= DATE '%s' GROUP BY 1;\n```\n", w.thing(), w.thing(), w.date())
	}
}

func (w *docWriter) thing() string {
	return w.pick("routes", "stops", "depots", "carriers", "addresses", "drivers", "uploads", "alerts", "orders", "shifts")
}

func (w *docWriter) person() string {
	return w.pick("Dana Ruiz", "L. Okafor", "P. Amadi", "M. Lindqvist", "S. Berg", "Ines Roy", "T. Novak")
}

func (w *docWriter) company() string {
	return w.pick("Northwind Freight", "Harbour Lines", "Oakstead Post", "Riverton Foods", "Kestrel Logistics", "Fjord Carriers")
}

// sentence gives one of several forms: measurable and vague, quoted and plain, with a link, code or a number.
func (w *docWriter) sentence() string {
	switch w.r.IntN(12) {
	case 0:
		return fmt.Sprintf("Two %s planners can upload %d %s in ≤ %d s, %d times running.", w.pick("night", "day"), w.between(50, 900), w.thing(), w.between(5, 60), w.between(3, 20))
	case 1:
		return fmt.Sprintf("The %s are set up and everything works well.", w.thing())
	case 2:
		return fmt.Sprintf("Export of %s dropped %d%% in the last %d days.", w.thing(), w.between(10, 80), w.between(7, 90))
	case 3:
		return fmt.Sprintf("The customer seems less engaged with %s than it used to be.", w.thing())
	case 4:
		return fmt.Sprintf("Planning takes %d minutes instead of %d since %s were moved over.", w.between(5, 40), w.between(45, 200), w.thing())
	case 5:
		return fmt.Sprintf("They ask for a button that repeats failed %s; they need to know which %s were stored, so that the night shift can go home.", w.thing(), w.thing())
	case 6:
		return fmt.Sprintf("See [the guide](https://docs.vendor.example/%s/%s) before `%s.batch_size` is set to `%d`.", w.thing(), w.thing(), w.thing(), w.between(10, 900))
	case 7:
		return fmt.Sprintf("%s and %s agreed on %s that the %s of the %s depot come last.", w.person(), w.person(), w.date(), w.thing(), w.pick("north", "south", "east", "west"))
	case 8:
		return fmt.Sprintf("Dispatch of %d depots is blocked: %d people plan by hand, about %d hours a night.", w.between(2, 9), w.between(5, 60), w.between(2, 40))
	case 9:
		return fmt.Sprintf("PostgreSQL %d.%d on Ubuntu 22.04, product %d.%d.%d, `%s.retries` at its default.", w.between(12, 17), w.between(0, 20), w.between(3, 5), w.between(0, 9), w.between(0, 9), w.thing())
	case 10:
		return fmt.Sprintf("If the upload of %s fails **twice**, the person on duty hears of it within %d minutes.", w.thing(), w.between(2, 30))
	}
	return fmt.Sprintf("Results were significantly better for all %s, which the team found very encouraging.", w.thing())
}
