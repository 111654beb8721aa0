package onboarding

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/schedule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// maxDraws bounds what a reference may ask for: a second of one core for a
// large plan.
const maxDraws = 1_000_000

// Source resolves forecast: references: it draws the plan again from the
// record of its digest, with the reference's seed and number of draws.
type Source struct{ Workspace *workspace.Workspace }

// Schemes is forecast alone.
func (Source) Schemes() []string { return []string{"forecast"} }

// Resolve computes each forecast once, however often it is cited.
func (s Source) Resolve(ctx context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	done := map[string]evidence.Record{}
	out := make([]evidence.Record, len(requests))
	for i, r := range requests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		key := path.Dir(r.Path) + " " + r.Ref.Value("plan") + " " + r.Ref.Value("draws") + " " + r.Ref.Value("seed")
		record, known := done[key]
		if !known {
			record = s.resolve(r)
			done[key] = record
		}
		out[i] = record
	}
	return out, nil
}

func (s Source) resolve(r evidence.Request) evidence.Record {
	if r.Ref.ID != Name {
		return evidence.Missing("forecast:%s is not known; forecasts are of an %s", r.Ref.ID, Name)
	}
	draws, err := strconv.Atoi(r.Ref.Value("draws"))
	if err != nil || draws < 1 || draws > maxDraws {
		return evidence.Missing("draws=%s: want a number from 1 to %d", r.Ref.Value("draws"), maxDraws)
	}
	seed, err := strconv.ParseUint(r.Ref.Value("seed"), 10, 64)
	if err != nil {
		return evidence.Missing("seed=%s: want a whole number", r.Ref.Value("seed"))
	}
	at, data, err := s.find(r.Path, r.Ref.Value("plan"))
	if err != nil {
		return evidence.Missing("%v", err)
	}
	record, err := DecodeRecord(data)
	if err != nil {
		return evidence.Missing("%s: %v", at, err)
	}
	record.Seed = seed
	return evidence.Record{Values: forecastValues(record, record.Forecast(draws, 0)), Time: record.On.Time(), Origin: at, Digest: digestOf(data)}
}

// find reads the record of a digest beside a document. A digest may be
// shortened, with or without an ellipsis.
func (s Source) find(document, digest string) (at string, data []byte, err error) {
	hexes := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(digest, "sha256:"), "…"), "...")
	if len(hexes) < 4 {
		return "", nil, fmt.Errorf("plan=%s is no digest of a plan", digest)
	}
	holds := func(data []byte) bool { return strings.HasPrefix(strings.TrimPrefix(digestOf(data), "sha256:"), hexes) }
	if at = recordPath(document, hexes); len(hexes) >= 16 {
		if data, err = s.Workspace.ReadFile(at); err == nil && holds(data) {
			return at, data, nil
		}
	}
	folder := path.Dir(recordPath(document, "sha256:"))
	names, err := s.Workspace.Files(folder, func(name string) bool {
		base := strings.TrimSuffix(path.Base(name), ".json")
		return strings.HasPrefix(base, hexes) || strings.HasPrefix(hexes, base)
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", nil, err
	}
	for _, name := range names {
		data, err := s.Workspace.ReadFile(name)
		if err != nil {
			return "", nil, err
		}
		if holds(data) {
			return name, data, nil
		}
	}
	return "", nil, fmt.Errorf("the plan %s is not in %s: `touchstone generate %s` writes it", digest, folder, Name)
}

// forecastValues are a forecast's figures by the reference's keys.
func forecastValues(r Record, f schedule.Forecast) []evidence.Param {
	out := []evidence.Param{{Key: "value", Value: percent(f.Promise)}, {Key: "p50", Value: f.P50.String()}, {Key: "p80", Value: f.P80.String()},
		{Key: "p95", Value: f.P95.String()}, {Key: "on", Value: r.On.String()}}
	if r.Promise != 0 {
		out = append(out, evidence.Param{Key: "promise", Value: r.Promise.String()})
	}
	if d := drivers(f); d != "" {
		out = append(out, evidence.Param{Key: "drivers", Value: d})
	}
	return out
}

// percent writes a probability in whole percent; only what happened in every
// draw is 100%, only what happened in none 0%.
func percent(p float64) string {
	n := int(100*p + .5)
	if p < 1 {
		n = min(n, 99)
	}
	if p > 0 {
		n = max(n, 1)
	}
	return strconv.Itoa(n) + "%"
}

// shownDrivers is how many drivers a plan names.
const shownDrivers = 2

// drivers writes the largest shares as references do: 2.2:41%,2.1:23%.
func drivers(f schedule.Forecast) string {
	var parts []string
	for _, d := range f.Drivers[:min(shownDrivers, len(f.Drivers))] {
		if d.Share >= .005 {
			parts = append(parts, d.ID+":"+percent(d.Share))
		}
	}
	return strings.Join(parts, ",")
}

// forecastRef is the reference to a forecast.
func forecastRef(r Record, digest string, draws int, f schedule.Forecast) evidence.Ref {
	ref := evidence.Ref{Scheme: "forecast", ID: Name}
	ref.Params = []evidence.Param{{Key: "on", Value: r.On.String()}, {Key: "plan", Value: digest[:min(len(digest), len("sha256:")+16)]},
		{Key: "draws", Value: strconv.Itoa(draws)}, {Key: "seed", Value: strconv.FormatUint(r.Seed, 10)}}
	for _, v := range forecastValues(r, f) {
		if v.Key != "on" {
			ref.Params = append(ref.Params, v)
		}
	}
	return ref
}

// title is how a driver is named in words.
func (p *Plan) title(id string) string {
	if first, waits := strings.CutPrefix(id, freeFor); waits {
		owner := "its owner"
		if m := p.Milestone(first); m != nil {
			owner = m.Owner.Text
		}
		return waitText(first, owner)
	}
	if m := p.Milestone(id); m != nil {
		return driverText(id, m.Title.Text)
	}
	for _, r := range p.Risks {
		if r.ID.Text == id {
			return "the risk " + id
		}
	}
	return id
}
