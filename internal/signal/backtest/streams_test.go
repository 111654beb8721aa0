package backtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// TestOtherStreams holds the model to the plain rule on streams that it was not made on: the same events with people, folders and random
// groups of people in place of companies.
func TestOtherStreams(t *testing.T) {
	f, err := os.Open(filepath.Join(nova, "events.csv"))
	if err != nil {
		t.Skip("no ../shared/data/nova-events beside the repository:", err)
	}
	defer f.Close()
	rows, err := readColumns(f, "timestamp", "account", "user", "feature")
	if err != nil {
		t.Fatal(err)
	}
	groupings := map[string]func(account, user, feature string) string{
		"people": func(account, _, _ string) string {
			if strings.HasPrefix(account, "individual") {
				return account
			}
			return ""
		},
		"folders": func(_, _, feature string) string { return feature },
		"groups": func(_, user, _ string) string {
			h := 0
			for _, c := range user {
				h = (h*31 + int(c)) % 400
			}
			return fmt.Sprint(h)
		},
	}
	for name, group := range groupings {
		var b strings.Builder
		b.WriteString("timestamp,account,user\n")
		for _, r := range rows {
			if g := group(r.field[1], r.field[2], r.field[3]); g != "" {
				fmt.Fprintf(&b, "%s,%q,%s\n", r.field[0], g, r.field[2])
			}
		}
		streams, err := ReadEvents(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Nova(streams, Quarterly(streams), Settings{Draws: 100, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range []Question{r.Leaving, r.Halving} {
			t.Logf("%s: %s %d of %d: AUC %.3f, plain %.3f; AP %.3f, plain %.3f; ECE %.3f of %.3f", name, q.Name, q.Hits, q.Rows, q.Model.AUC, q.Plain.AUC, q.Model.AP, q.Plain.AP, q.ECE, q.ECELimit)
			if q.Model.AUC < q.Plain.AUC || q.Model.AP < q.Plain.AP-.005 {
				t.Errorf("%s: %s: AUC %.3f and AP %.3f, the plain rule %.3f and %.3f", name, q.Name, q.Model.AUC, q.Model.AP, q.Plain.AUC, q.Plain.AP)
			}
		}
	}
}

// TestQuarterlyLooksNoFurtherThanItCan: a label exists only where its 180 days are over.
func TestQuarterlyLooksNoFurtherThanItCan(t *testing.T) {
	var e []outlook.Event
	for d := outlook.Day(0); d < 500; d += 3 {
		e = append(e, outlook.Event{Day: d})
	}
	s := []outlook.Stream{outlook.NewStream("a", e)}
	for _, l := range Quarterly(s) {
		if l.At+outlook.Horizon > 501 || l.At < outlook.Horizon {
			t.Errorf("a label on day %d of 500", l.At)
		}
		if l.Outcome.Left {
			t.Errorf("day %d: left, while events go on", l.At)
		}
	}
}
