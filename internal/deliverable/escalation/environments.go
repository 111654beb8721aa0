package escalation

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
)

// environment writes what the last run in each environment found, where it fails before where it works, and marks the
// rows that differ.
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
		header += fmt.Sprintf(" %s: %s[^%s] |", c.title, c.run.Run.Environment.Name, label)
		rule += "---|"
		w.note(label, fmt.Sprintf("run:%s/fingerprint digest=sha256:%s", c.run.ID(), c.run.Run.Environment.Digest[:12]))
	}
	fmt.Fprintf(b, "%s\n%s\n", header, rule)
	var differ []string
	for _, name := range propertiesOf(columns) {
		title := titleOf(columns, name)
		row, values := "| "+title+" |", map[string]bool{}
		for _, c := range columns {
			value := c.value(name)
			values[value] = true
			row += " " + strings.ReplaceAll(value, "|", `\|`) + " |"
		}
		if len(values) > 1 {
			differ = append(differ, title)
		}
		b.WriteString(row + "\n")
	}
	b.WriteString("\n")
	if len(columns) > 1 && len(differ) > 0 {
		fmt.Fprintf(b, "What differs: %s.\n\n", strings.Join(differ, ", "))
	}
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
		before, known := last[k.Run.Environment.Name]
		last[k.Run.Environment.Name] = k
		if !known || k.Run.Environment.Where != "customer" || w.job.Now.Sub(k.Run.Started) > recent || len(k.Run.Varied) > 0 {
			continue
		}
		was, is := column{run: before}, column{run: k}
		for _, name := range propertiesOf([]column{was, is}) {
			if was.value(name) == is.value(name) || was.value(name) == "unset" || is.value(name) == "unset" {
				continue
			}
			label := fmt.Sprintf("change%d", len(lines)+1)
			lines = append(lines, fmt.Sprintf("- %s: %s %s → %s, between %s and %s[^%s]\n", k.Run.Environment.Name, titleOf([]column{was, is}, name), was.value(name), is.value(name), w.day(before.Run.Started), w.day(k.Run.Started), label))
			w.note(label, "run:"+k.ID()+"/fingerprint digest=sha256:"+k.Run.Environment.Digest[:12])
		}
	}
	if len(lines) > 0 {
		b.WriteString("Recent changes, as runs show them:\n\n" + strings.Join(lines, "") + "\n")
	}
	return nil
}

type column struct {
	title string
	run   command.Kept
}

func (c column) value(name string) string {
	if varied, ok := c.run.Run.Varied[name]; ok {
		return varied
	}
	value, recorded := c.run.Run.Environment.Fingerprint[name]
	if name == "Product" {
		value, recorded = c.run.Run.Product, true
	}
	switch {
	case value != "":
		return value
	case recorded:
		return "not recorded"
	}
	return "unset"
}

// titleOf names a property for a reader: a prerequisite, which is known by its step's name, by the command that asked.
func titleOf(columns []column, name string) string {
	for _, c := range columns {
		if ran := c.run.Run.Named(name); len(ran) > 0 {
			line, _, _ := strings.Cut(strings.TrimSpace(ran[0].Command), "\n")
			return "`" + strings.NewReplacer("|", `\|`, "`", "'").Replace(line) + "`"
		}
	}
	return name
}

func propertiesOf(columns []column) []string {
	names := map[string]bool{}
	product := false
	for _, c := range columns {
		product = product || c.run.Run.Product != ""
		for name := range c.run.Run.Environment.Fingerprint {
			names[name] = true
		}
		for name := range c.run.Run.Varied {
			names[name] = true
		}
	}
	properties := slices.Sorted(maps.Keys(names))
	if product {
		properties = append([]string{"Product"}, properties...)
	}
	return properties
}

// environments are the last runs of the report by environment, failing ones first; before the report was run, the
// account's last run in each of its environments.
func (w *writer) environments() ([]column, error) {
	runs, err := w.own()
	if err != nil {
		return nil, err
	}
	title := func(k command.Kept) string {
		if _, matched := command.Rate(&k.Run); matched > 0 {
			return "Fails"
		}
		return "Works"
	}
	if len(runs) == 0 {
		if runs, err = w.archive.All(w.account.ID); err != nil {
			return nil, err
		}
		title = func(command.Kept) string { return "Last run" }
	}
	last := map[string]command.Kept{}
	for _, k := range runs {
		last[k.Run.Environment.Name+"\x00"+fmt.Sprint(k.Run.Varied)] = k
	}
	var columns []column
	for _, key := range slices.Sorted(maps.Keys(last)) {
		columns = append(columns, column{title(last[key]), last[key]})
	}
	slices.SortStableFunc(columns, func(a, b column) int { return strings.Compare(a.title, b.title) })
	return columns[:min(len(columns), 4)], nil
}

// logs shows the redacted error output of the last run in which something other than the expected happened, or of the
// step that shows the fault.
func (w *writer) logs(b *strings.Builder) error {
	own, err := w.own()
	if err != nil || len(own) == 0 {
		return err
	}
	steps := own[len(own)-1].Run.Steps
	for _, s := range slices.Backward(steps) {
		if s.Stderr == nil || s.Stderr.Text == "" {
			continue
		}
		lines := strings.Split(strings.TrimRight(s.Stderr.Text, "\n"), "\n")
		fmt.Fprintf(b, "The error output of `%s`, redacted:\n\n```text\n%s\n```\n\n", s.Name, strings.ReplaceAll(strings.Join(lines[max(0, len(lines)-12):], "\n"), "```", "'''"))
		return nil
	}
	return nil
}
