package signal

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sample is a definition's own test: one account's figures, and what must be said of them: "reported", "none", or the reason
// of a dismissal.
type Sample struct {
	Name     string                `yaml:"name"`
	Daily    map[string]string     `yaml:"daily"`
	Figures  map[string]figureText `yaml:"figures"`
	People   []personText          `yaml:"people"`
	Events   []splitText           `yaml:"events"`
	Features []splitText           `yaml:"features"`
	Expect   string                `yaml:"expect"`
}

type figureText struct {
	Value, Prior, Low, High, Target *float64
	N, P90                          *float64
	PriorN                          *float64 `yaml:"prior_n"`
	PriorP90                        *float64 `yaml:"prior_p90"`
	Earlier                         []float64
}

type personText struct {
	ID, Name, Role        string
	Events, Share, Silent float64
	ActiveDays            float64 `yaml:"active_days"`
}

type splitText struct {
	Name              string
	Now, Prior, Users float64
}

// Test runs a definition's samples, each as a portfolio of one account.
func (s *Set) Test(d *Definition) error {
	days := sampleDays()
	for _, sample := range d.Samples {
		p, err := sample.portrait(days)
		if err != nil {
			return fmt.Errorf("signal %s: sample %q: %w", d.ID, sample.Name, err)
		}
		only := &Set{Rate: s.Rate, Signals: []*Definition{d}, Score: s.Score}
		if got := outcome(Detect(only, days, []Portrait{p})[0], d); got != sample.Expect && !(sample.Expect == "none" && got != "reported") {
			return fmt.Errorf("signal %s: sample %q: got %q, want %q", d.ID, sample.Name, got, sample.Expect)
		}
	}
	return nil
}

func outcome(r Report, d *Definition) string {
	for _, f := range slices.Concat(r.Risks, r.Openings) {
		if f.Definition == d {
			return "reported"
		}
	}
	for _, x := range r.Dismissed {
		if x.Definition == d {
			return string(x.Reason)
		}
	}
	return "none"
}

// sampleDays are those from May to October 2026; October is the period.
func sampleDays() Days {
	day := func(m time.Month, d int) int64 { return time.Date(2026, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400 }
	first := day(time.May, 1)
	return Days{First: first, Count: int(day(time.November, 1) - first), Before: int(day(time.September, 1) - first), Start: int(day(time.October, 1) - first)}
}

func (s Sample) portrait(days Days) (Portrait, error) {
	p := Portrait{Account: "sample", Daily: map[string][]float64{}, Figures: map[string]Figure{}}
	for metric, text := range s.Daily {
		series, err := readDaily(text, days)
		if err != nil {
			return p, err
		}
		p.Daily[metric] = series
	}
	for metric, f := range s.Figures {
		or := func(v *float64, other float64) float64 {
			if v == nil {
				return other
			}
			return *v
		}
		n := math.NaN()
		p.Figures[metric] = Figure{Value: or(f.Value, n), Prior: or(f.Prior, n), N: or(f.N, 0), PriorN: or(f.PriorN, 0), Low: or(f.Low, n), High: or(f.High, n), P90: or(f.P90, n), PriorP90: or(f.PriorP90, n), Target: or(f.Target, n), Earlier: f.Earlier}
	}
	for _, x := range s.People {
		p.People = append(p.People, Person{x.ID, x.Name, x.Role, x.Share, x.Events, x.ActiveDays, x.Silent})
	}
	for _, x := range s.Events {
		p.Events = append(p.Events, Split{Name: x.Name, Now: x.Now, Prior: x.Prior})
	}
	for _, x := range s.Features {
		p.Features = append(p.Features, Split{Name: x.Name, Now: x.Now, Prior: x.Prior, Users: x.Users})
	}
	return p, nil
}

// readDaily reads "95/105x109 60x22": counts of working days, so placed that the last is the period's last.
func readDaily(text string, days Days) ([]float64, error) {
	var counts []float64
	for _, word := range strings.Fields(text) {
		values, times, ok := strings.Cut(word, "x")
		n, err := strconv.Atoi(times)
		if !ok || err != nil || n < 1 {
			return nil, fmt.Errorf("%q: write counts and how many days, such as 95/105x20", word)
		}
		var turn []float64
		for _, v := range strings.Split(values, "/") {
			f, err := strconv.ParseFloat(v, 64)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", word, err)
			}
			turn = append(turn, f)
		}
		for i := range n {
			counts = append(counts, turn[i%len(turn)])
		}
	}
	series := make([]float64, days.Count)
	for i := days.Count - 1; i >= 0 && len(counts) > 0; i-- {
		if w := days.weekday(i); w == 0 || w == 6 {
			continue
		}
		series[i], counts = counts[len(counts)-1], counts[:len(counts)-1]
	}
	return series, nil
}
