package escalation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
)

// environment writes what the last runs found, where the issue shows before where it does not, and what tells them apart.
func (w *writer) environment(b *strings.Builder) error {
	b.WriteString("## Environment details\n\n")
	columns, err := w.environments()
	if err != nil {
		return err
	}
	if len(columns) == 0 {
		b.WriteString("<!-- Versions and configuration where it fails, beside where it works. A run of the steps fills this in. -->\n\n")
		return nil
	}
	header, rule := "| |", "|---|"
	for i, c := range columns {
		label := fmt.Sprintf("env%d", i+1)
		header += fmt.Sprintf(" %s: %s[^%s] |", c.outcome, c.run.Run.Environment.Name, label)
		rule += "---|"
		w.note(label, fmt.Sprintf("run:%s/fingerprint digest=sha256:%s", c.run.ID(), c.run.Run.Environment.Digest[:12]))
	}
	fmt.Fprintf(b, "%s\n%s\n", header, rule)
	for _, name := range propertiesOf(columns) {
		b.WriteString("| " + titleOf(columns, name) + " |")
		for _, c := range columns {
			value, _ := c.value(name)
			b.WriteString(" " + escaped(value) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n" + difference(columns))
	if err := w.changes(b); err != nil {
		return err
	}
	return w.logs(b)
}

// recent is how far back changes of the customer's environment are told.
const recent = 60 * 24 * time.Hour

// changes tells what successive runs in the customer's environments show to have changed before the report.
func (w *writer) changes(b *strings.Builder) error {
	all, err := w.archive.All(w.account.ID)
	if err != nil {
		return err
	}
	last := map[string]command.Kept{}
	var lines []string
	for _, k := range all {
		if k.Run.Environment.Where != "customer" || len(k.Run.Varied) > 0 {
			continue
		}
		before, known := last[k.Run.Environment.Name]
		last[k.Run.Environment.Name] = k
		if !known || w.job.Now.Sub(k.Run.Started) > recent {
			continue
		}
		pair := []column{{run: before}, {run: k}}
		for _, name := range propertiesOf(pair) {
			was, knewIt := pair[0].value(name)
			is, knowsIt := pair[1].value(name)
			if was == is || !knewIt || !knowsIt {
				continue
			}
			label := fmt.Sprintf("change%d", len(lines)+1)
			lines = append(lines, fmt.Sprintf("- %s: %s %s → %s, between %s and %s[^%s]\n", k.Run.Environment.Name, titleOf(pair, name), escaped(was), escaped(is), w.day(before.Run.Started), w.day(k.Run.Started), label))
			w.note(label, "run:"+k.ID()+"/fingerprint digest=sha256:"+k.Run.Environment.Digest[:12])
		}
	}
	if len(lines) > 0 {
		b.WriteString("Recent changes, as runs show them:\n\n" + strings.Join(lines, "") + "\n")
	}
	return nil
}

// column is one environment of the table.
type column struct {
	outcome outcome
	run     command.Kept
}

// value is what the run found of a property, and whether it knows it.
func (c column) value(name string) (text string, known bool) {
	if text = c.run.Run.Varied[name]; text == "" {
		if text = c.run.Run.Environment.Fingerprint[name]; name == "Product" {
			text = c.run.Run.Product
		}
	}
	if text == "" || text == "unknown" {
		return "not recorded", false
	}
	return text, true
}

// titleOf names a property for a reader: a setting as it is written, a prerequisite, which is known by its step's name, by
// the command that asked.
func titleOf(columns []column, name string) string {
	if title, ok := systemTitles[name]; ok {
		return title
	}
	for _, c := range columns {
		if ran := c.run.Run.Named(name); len(ran) > 0 {
			line, _, _ := strings.Cut(strings.TrimSpace(ran[0].Command), "\n")
			return "`" + strings.NewReplacer("|", `\|`, "`", "'").Replace(line) + "`"
		}
	}
	if strings.ContainsAny(name, "._") {
		return "`" + name + "`"
	}
	return escaped(name)
}

// systemTitles are what every run knows of its environment.
var systemTitles = map[string]string{"Product": "Product", "os": "OS", "kernel": "Kernel", "arch": "Architecture"}

// propertiesOf are what any of the runs knows, the product and the system first. A variable that was varied to choose the
// product's version is no property beside it.
func propertiesOf(columns []column) []string {
	names, product := map[string]bool{}, false
	for _, c := range columns {
		run := &c.run.Run
		product = product || run.Product != ""
		for name := range run.Environment.Fingerprint {
			names[name] = true
		}
		for name, value := range run.Varied {
			if value != run.Product {
				names[name] = true
			}
		}
	}
	var properties []string
	for _, name := range []string{"os", "kernel", "arch"} {
		if names[name] {
			properties = append(properties, name)
			delete(names, name)
		}
	}
	if product {
		properties = append([]string{"Product"}, properties...)
	}
	return append(properties, slices.Sorted(maps.Keys(names))...)
}

// sides is how many environments on one side of the outcome the table shows.
const sides = 2

// environments are the last runs of the report by environment, product and what was varied, those in which the issue shows
// first, the customer's before others, of several the latest; before the report was run, the account's last run in each of
// its environments.
func (w *writer) environments() ([]column, error) {
	runs, err := w.own()
	if err != nil {
		return nil, err
	}
	judge := outcomeOf
	if len(runs) == 0 {
		if runs, err = w.archive.All(w.account.ID); err != nil {
			return nil, err
		}
		judge = func(*receipt.Run) outcome { return lastRun }
	}
	seen, shown := map[string]bool{}, map[outcome]int{}
	var columns []column
	slices.Reverse(runs)
	slices.SortStableFunc(runs, func(a, b command.Kept) int { return cmp.Compare(distance(&a.Run), distance(&b.Run)) })
	for _, k := range runs {
		key := fmt.Sprint(k.Run.Environment.Name, k.Run.Varied)
		if judge(&k.Run) != lastRun {
			key += k.Run.Product
		}
		c := column{judge(&k.Run), k}
		if seen[key] || c.outcome != lastRun && shown[c.outcome] == sides {
			continue
		}
		seen[key] = true
		shown[c.outcome]++
		columns = append(columns, c)
	}
	slices.SortStableFunc(columns, func(a, b column) int { return cmp.Compare(a.outcome, b.outcome) })
	return columns[:min(len(columns), 2*sides)], nil
}

// distance is how far from the customer's own a run was.
func distance(run *receipt.Run) int {
	if run.Environment.Where == "customer" {
		return 0
	}
	return 1
}
