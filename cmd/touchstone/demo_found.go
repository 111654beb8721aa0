package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// maxRisks is how many risks the demonstration names one by one.
const maxRisks = 14

// risks lists what the health reports of a period report, an account a line.
func (d *demonstration) risks(place, period string) error {
	reports, err := filepath.Glob(filepath.Join(place, "customer-success", "accounts", "*", "health", period+".md"))
	if err != nil {
		return err
	}
	fmt.Fprintf(d.app.stdout, "\nrisk signals in %d reports\n", len(reports))
	shown, calm := 0, 0
	for _, report := range reports {
		data, err := os.ReadFile(report)
		if err != nil {
			return err
		}
		found := signalsOf(markdown.Parse(data))
		if len(found) == 0 {
			calm++
			continue
		}
		if shown++; shown <= maxRisks {
			account := filepath.Base(filepath.Dir(filepath.Dir(report)))
			fmt.Fprintf(d.app.stdout, "  %-18s %s\n", account, strings.Join(found, "; "))
		}
	}
	if shown > maxRisks {
		fmt.Fprintf(d.app.stdout, "  … and %d more\n", shown-maxRisks)
	}
	fmt.Fprintf(d.app.stdout, "  %d accounts without any\n", calm)
	return nil
}

// signalsOf reads the first column of the risk signals.
func signalsOf(doc *markdown.Document) []string {
	section := doc.Section("risk signals")
	if section == nil {
		return nil
	}
	var found []string
	for _, table := range section.Tables() {
		for _, row := range table.Rows {
			found = append(found, row.Cell(max(0, table.Column("signal"))).Text.Plain)
		}
	}
	return found
}

// check checks the whole workspace and sums up: which rules found how much.
func (d *demonstration) check(place string) error {
	stdout := d.app.stdout
	fmt.Fprintln(stdout, "\n$ touchstone check")
	d.app.stdout = io.Discard
	err := d.run(place, "check", "--format", "json")
	d.app.stdout = stdout
	if err != nil {
		return err
	}
	var report struct {
		Findings []struct{ Rule, Verdict, Message string }
		Summary  struct{ Documents, Pass, Violated, Unverified int }
	}
	_, text, _ := strings.Cut(d.output.String(), "{")
	if err := json.Unmarshal([]byte("{"+text), &report); err != nil {
		return errors.New("demo: the check's report cannot be read: " + err.Error())
	}
	counts, example := map[string]int{}, map[string]string{}
	for _, f := range report.Findings {
		key := f.Verdict + " " + f.Rule
		counts[key]++
		if example[key] == "" {
			example[key] = f.Message
		}
	}
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool {
		return counts[keys[i]] > counts[keys[j]] || counts[keys[i]] == counts[keys[j]] && keys[i] < keys[j]
	})
	for _, key := range keys {
		fmt.Fprintf(stdout, "  %4d × %s: %s\n", counts[key], key, example[key])
	}
	s := report.Summary
	fmt.Fprintf(stdout, "%d documents: %d rules pass, %d violated, %d unverified (what only a person can supply)\n", s.Documents, s.Pass, s.Violated, s.Unverified)
	return nil
}
