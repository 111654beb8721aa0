package backtest

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// Label is one labelled snapshot of an account.
type Label struct {
	Account string
	At      outlook.Day
	Outcome outlook.Outcome
}

// ReadEvents reads a CSV with at least the columns timestamp (RFC 3339), account and user, in any order, and gives one stream an
// account, in order of account.
func ReadEvents(r io.Reader) ([]outlook.Stream, error) {
	rows, err := readColumns(r, "timestamp", "account", "user")
	if err != nil {
		return nil, err
	}
	users, events := map[string]int32{}, map[string][]outlook.Event{}
	for _, row := range rows {
		t, err := time.Parse(time.RFC3339, row.field[0])
		if err != nil {
			return nil, fmt.Errorf("line %d: timestamp: %w", row.line, err)
		}
		user, ok := users[row.field[2]]
		if !ok {
			user = int32(len(users))
			users[row.field[2]] = user
		}
		events[row.field[1]] = append(events[row.field[1]], outlook.Event{Day: dayOf(t), User: user})
	}
	return streams(events), nil
}

func streams(events map[string][]outlook.Event) []outlook.Stream {
	out := make([]outlook.Stream, 0, len(events))
	for account, e := range events {
		out = append(out, outlook.NewStream(account, e))
	}
	slices.SortFunc(out, func(a, b outlook.Stream) int {
		if a.Account < b.Account {
			return -1
		}
		return 1
	})
	return out
}

// ReadLabels reads a CSV with the columns snapshot (a date), account, churned and dropped50 (1 or 0).
func ReadLabels(r io.Reader) ([]Label, error) {
	rows, err := readColumns(r, "snapshot", "account", "churned", "dropped50")
	if err != nil {
		return nil, err
	}
	var out []Label
	for _, row := range rows {
		t, err := time.Parse(time.DateOnly, row.field[0])
		if err != nil {
			return nil, fmt.Errorf("line %d: snapshot: %w", row.line, err)
		}
		left, err := truth(row.field[2])
		if err != nil {
			return nil, fmt.Errorf("line %d: churned: %w", row.line, err)
		}
		halved, err := truth(row.field[3])
		if err != nil {
			return nil, fmt.Errorf("line %d: dropped50: %w", row.line, err)
		}
		out = append(out, Label{row.field[1], dayOf(t), outlook.Outcome{Left: left, Halved: halved}})
	}
	return out, nil
}

func truth(s string) (bool, error) {
	switch s {
	case "1", "1.0", "true", "True", "TRUE":
		return true, nil
	case "0", "0.0", "false", "False", "FALSE":
		return false, nil
	}
	return false, fmt.Errorf("neither 1 nor 0: %q", s)
}

func dayOf(t time.Time) outlook.Day {
	return outlook.Day(t.UTC().Truncate(24*time.Hour).Unix() / 86400)
}

type record struct {
	line  int
	field []string
}

func readColumns(r io.Reader, names ...string) ([]record, error) {
	c := csv.NewReader(r)
	c.ReuseRecord = true
	head, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	place := make([]int, len(names))
	for i, n := range names {
		if place[i] = slices.Index(head, n); place[i] < 0 {
			return nil, fmt.Errorf("no column %q in the header", n)
		}
	}
	var out []record
	for {
		row, err := c.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := c.FieldPos(0)
		f := make([]string, len(place))
		for i, p := range place {
			f[i] = row[p]
		}
		out = append(out, record{line, f})
	}
}

// Watch marks each stream with the first day on which a label asks about it.
func Watch(streams []outlook.Stream, labels []Label) {
	first := map[string]outlook.Day{}
	for _, l := range labels {
		if d, ok := first[l.Account]; !ok || l.At < d {
			first[l.Account] = l.At
		}
	}
	const never = 1 << 30
	for i := range streams {
		d, ok := first[streams[i].Account]
		if !ok {
			d = never
		}
		streams[i].Watched = d
	}
}

// Cases joins labels with what the streams showed on their days. Labels of accounts that the streams do not know, or whose volume
// is below outlook.MinVolume, are counted in skipped.
func Cases(streams []outlook.Stream, labels []Label) (cases []Case, skipped int) {
	byName := map[string]outlook.Stream{}
	for _, s := range streams {
		byName[s.Account] = s
	}
	for _, l := range labels {
		s := byName[l.Account]
		x, ok := outlook.Look(s, l.At)
		recency, known := s.Recency(l.At)
		if !ok || !known {
			skipped++
			continue
		}
		cases = append(cases, Case{outlook.Snapshot{Account: l.Account, At: l.At, Seen: x, Outcome: l.Outcome}, float64(recency)})
	}
	return cases, skipped
}

// Nova is the backtest over a stream of events with labelled snapshots. The model learns from snapshots of all streams, labelled or
// not: what came of them is read from the events themselves, once their time is over.
func Nova(streams []outlook.Stream, labels []Label, s Settings) (Report, error) {
	Watch(streams, labels)
	cases, _ := Cases(streams, labels)
	if len(cases) == 0 {
		return Report{}, fmt.Errorf("none of the %d labels has an account with at least %d events in the %d days before it", len(labels), outlook.MinVolume, outlook.Horizon)
	}
	last := cases[0].At
	for _, c := range cases {
		last = max(last, c.At)
	}
	return Run(cases, outlook.Study(streams, last), s), nil
}

// Labelled is the backtest where what came of an account is only known from the labels (a churn event, a lost renewal), so that only
// labelled snapshots teach.
func Labelled(streams []outlook.Stream, labels []Label, s Settings) (Report, error) {
	Watch(streams, labels)
	cases, _ := Cases(streams, labels)
	if len(cases) == 0 {
		return Report{}, fmt.Errorf("none of the %d labels has an account with at least %d events in the %d days before it", len(labels), outlook.MinVolume, outlook.Horizon)
	}
	past := make([]outlook.Snapshot, len(cases))
	for i, c := range cases {
		past[i] = c.Snapshot
	}
	return Run(cases, past, s), nil
}
