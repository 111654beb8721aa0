package backtest

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"time"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// ReadRavenStack reads the five tables of the simulated vendor: its usage as streams, and quarterly labels that say whether an
// account's next churn event lies within outlook.Horizon days. Usage is taken as it stands, defects included: this is the
// negative control.
func ReadRavenStack(dir fs.FS) ([]outlook.Stream, []Label, error) {
	owner := map[string]string{} // account of a subscription
	if err := readTable(dir, "ravenstack_subscriptions.csv", []string{"subscription_id", "account_id"}, func(f []string) error {
		owner[f[0]] = f[1]
		return nil
	}); err != nil {
		return nil, nil, err
	}
	events := map[string][]outlook.Event{}
	users := map[string]int32{}
	if err := readTable(dir, "ravenstack_feature_usage.csv", []string{"subscription_id", "usage_date", "usage_count"}, func(f []string) error {
		t, err := time.Parse(time.DateOnly, f[1])
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(f[2])
		if err != nil {
			return err
		}
		if _, ok := users[f[0]]; !ok {
			users[f[0]] = int32(len(users))
		}
		for range min(n, 50) {
			events[owner[f[0]]] = append(events[owner[f[0]]], outlook.Event{Day: dayOf(t), User: users[f[0]]})
		}
		return nil
	}); err != nil {
		return nil, nil, err
	}
	left := map[string][]outlook.Day{}
	if err := readTable(dir, "ravenstack_churn_events.csv", []string{"account_id", "churn_date"}, func(f []string) error {
		t, err := time.Parse(time.DateOnly, f[1])
		if err != nil {
			return err
		}
		left[f[0]] = append(left[f[0]], dayOf(t))
		return nil
	}); err != nil {
		return nil, nil, err
	}
	streams := streams(events)
	return streams, quarters(streams, left), nil
}

func readTable(dir fs.FS, name string, columns []string, row func([]string) error) error {
	f, err := dir.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := readColumns(f, columns...)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, r := range rows {
		if err := row(r.field); err != nil {
			return fmt.Errorf("%s:%d: %w", name, r.line, err)
		}
	}
	return nil
}

// quarters labels every stream each 91 days while its outcome can be known.
func quarters(streams []outlook.Stream, left map[string][]outlook.Day) []Label {
	var first, last outlook.Day
	for i, s := range streams {
		from, to := s.Events[0].Day, s.Events[len(s.Events)-1].Day
		if i == 0 || from < first {
			first = from
		}
		last = max(last, to)
	}
	var out []Label
	for at := first + 91; at+outlook.Horizon <= last; at += 91 {
		for _, s := range streams {
			gone := slices.ContainsFunc(left[s.Account], func(d outlook.Day) bool { return d >= at && d < at+outlook.Horizon })
			out = append(out, Label{s.Account, at, outlook.Outcome{Left: gone, Halved: s.OutcomeAt(at).Halved}})
		}
	}
	return out
}
