package feedback

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// Tree is the workspace's files.
type Tree interface {
	ReadFile(name string) ([]byte, error)
}

// Folder is where a workspace keeps the assignments, a file a period.
const Folder = "themes"

// AssignmentsPath is the file of a period's assignments.
func AssignmentsPath(period string) string { return Folder + "/" + period + ".tsv" }

// Taxonomy reads themes.yaml; an absent file is an empty taxonomy.
func Taxonomy(w Tree) (*theme.Taxonomy, error) {
	data, err := w.ReadFile(theme.TaxonomyFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return theme.ParseTaxonomy(theme.TaxonomyFile, data)
}

// Assignments reads the assignments of the periods; an absent file is none.
func Assignments(w Tree, periods ...string) (theme.Assignments, error) {
	all := theme.Assignments{}
	for _, p := range periods {
		data, err := w.ReadFile(AssignmentsPath(p))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		a, err := theme.ParseAssignments(AssignmentsPath(p), data)
		if err != nil {
			return nil, err
		}
		for id, x := range a {
			all[id] = x
		}
	}
	return all, nil
}

// Source resolves feedback references: feedback:item=f-90213 (or feedback:f-90213)
// to the item's words, feedback:period=… and feedback:theme=… period=… to counts,
// at the snapshot they name, else at the latest; and survey:ID to an answer.
type Source struct {
	Store *Store
	Tree  Tree
	Zone  *time.Location
}

// Schemes implements evidence.Source.
func (s *Source) Schemes() []string { return []string{"feedback"} }

// Resolve implements evidence.Source.
func (s *Source) Resolve(ctx context.Context, requests []evidence.Request) ([]evidence.Record, error) {
	records := make([]evidence.Record, len(requests))
	corpora := map[string]*Corpus{}
	taxonomy, err := Taxonomy(s.Tree)
	if err != nil {
		return nil, err
	}
	at := func(id string) (*Corpus, error) {
		if known := corpora[id]; known != nil {
			return known, nil
		}
		corpus, err := s.Store.At(ctx, id)
		if err == nil {
			corpora[id] = corpus
		}
		return corpus, err
	}
	latest, err := s.Store.snapshot("")
	if err != nil {
		return nil, err
	}
	for i, request := range requests {
		corpus, err := at(request.Ref.Value("snapshot"))
		if errors.Is(err, warehouse.ErrNoSnapshot) {
			records[i] = evidence.Missing("%v", err)
			continue
		}
		if err != nil {
			return nil, err
		}
		records[i] = s.resolve(request.Ref, corpus, taxonomy)
		if corpus.Snapshot == latest.ID() || !givesCounts(request.Ref) {
			continue
		}
		if corpus, err = at(latest.ID()); err != nil {
			return nil, err
		}
		records[i].Today = evidence.Restated(request.Ref, records[i].Values, s.resolve(request.Ref, corpus, taxonomy).Values)
	}
	return records, nil
}

// givesCounts reports whether a reference counts what was said; one item's words stay what they are.
func givesCounts(ref evidence.Ref) bool { return ref.ID == "" && ref.Value("item") == "" }

func (s *Source) resolve(ref evidence.Ref, c *Corpus, t *theme.Taxonomy) evidence.Record {
	if item := ref.Value("item"); item != "" {
		return s.item(item, c)
	}
	if ref.ID != "" {
		return s.item(ref.ID, c)
	}
	name, ok := ref.Get("period")
	if !ok {
		return evidence.Missing("a feedback reference names an item, or a period")
	}
	period, err := metric.ParsePeriod(name, s.Zone)
	if err != nil {
		return evidence.Contradicted("%v", err)
	}
	assignments, err := Assignments(s.Tree, period.Name, period.Prior().Name)
	if err != nil {
		return evidence.Missing("%v", err)
	}
	if len(assignments) == 0 {
		return evidence.Missing("%s is absent: `touchstone generate feedback-summary --period %s` places the items", AssignmentsPath(name), name)
	}
	v := NewView(c.without(func(i Item) bool {
		_, placed := assignments[i.ID]
		return !placed && strings.HasPrefix(i.ID, notePrefix)
	}), t, assignments, period)
	origin := fmt.Sprintf("feedback of %s in snapshot %s", name, c.Snapshot)
	if id, ok := ref.Get("theme"); ok {
		th, err := t.Theme(id)
		if err != nil {
			return evidence.Missing("%s: %v", theme.TaxonomyFile, err)
		}
		at := slices.IndexFunc(v.Themes, func(tv ThemeView) bool { return tv.ID == th.ID })
		if at < 0 {
			return evidence.Contradicted("fewer than %d accounts spoke of %s in %s: that is no theme", t.MinimumAccounts, id, name)
		}
		return evidence.Record{Values: v.Themes[at].Values(v), Origin: origin}
	}
	return evidence.Record{Values: v.Values(), Origin: origin}
}

// without leaves items out: a note that was written after the items were placed changes no count until they are placed anew.
func (c *Corpus) without(gone func(Item) bool) *Corpus {
	out := *c
	out.Items = slices.DeleteFunc(slices.Clone(c.Items), gone)
	return &out
}

func (s *Source) item(name string, c *Corpus) evidence.Record {
	for _, item := range c.Items {
		if item.ID != name && s.Store.Token(item.ID) != name {
			continue
		}
		return evidence.Record{Text: item.Body, Time: item.Time, Origin: fmt.Sprintf("item %s in snapshot %s", name, c.Snapshot),
			Values: []evidence.Param{{Key: "permission", Value: item.Permission}}}
	}
	return evidence.Missing("item %s is not in the warehouse (snapshot %s)", name, c.Snapshot)
}

type params struct{ list []evidence.Param }

func (p *params) add(key, value string) {
	p.list = append(p.list, evidence.Param{Key: key, Value: value})
}

// count adds a count that may be published.
func (p *params) count(key string, n theme.Published) {
	if n.Exact {
		p.add(key, strconv.Itoa(n.N))
	}
}

// some adds a count that may be published, unless there are none.
func (p *params) some(key string, n theme.Published) {
	if n.N > 0 {
		p.count(key, n)
	}
}

// listed adds several figures under one key: name:figure,name:figure.
func (p *params) listed(key string, n int, pair func(i int) (name, figure string)) {
	var parts []string
	for i := range n {
		name, figure := pair(i)
		parts = append(parts, strings.Map(plainName, name)+":"+figure)
	}
	if n > 0 {
		p.add(key, strings.Join(parts, ","))
	}
}

// plainName takes out of a name what separates the parts of a reference.
func plainName(r rune) rune {
	switch r {
	case ',', ':', '"', ' ', '\t', '\n':
		return '-'
	}
	return r
}

func percent(x float64) string { return fmt.Sprintf("%.0f%%", 100*x) }

func signed(n int) string { return fmt.Sprintf("%+d", n) }

func round(x float64) int { return int(math.Round(x)) }
