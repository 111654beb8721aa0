package feedback

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// drawView makes a period of feedback and the one before it: few accounts in a few segments, so that small counts and
// small rests are the rule.
func drawView(t *rapid.T) (*View, *Corpus) {
	zone := time.UTC
	period, err := metric.ParsePeriod("2026-Q3", zone)
	if err != nil {
		t.Fatal(err)
	}
	c := &Corpus{Accounts: map[string]Account{}}
	segments := rapid.IntRange(0, 4).Draw(t, "segments")
	accounts := rapid.IntRange(3, 16).Draw(t, "accounts")
	for a := range accounts {
		segment := ""
		if segments > 0 {
			segment = []string{"", "large", "small", "mid, size", "public sector"}[rapid.IntRange(0, segments).Draw(t, "segment")]
		}
		c.Accounts[fmt.Sprint("a", a)] = Account{Segment: segment, ARR: float64(rapid.IntRange(0, 9).Draw(t, "arr"))}
	}
	taxonomy := &theme.Taxonomy{MinimumAccounts: 3}
	themes := rapid.IntRange(1, 4).Draw(t, "themes")
	for k := range themes {
		taxonomy.Themes = append(taxonomy.Themes, theme.Theme{ID: fmt.Sprint("t", k), Title: fmt.Sprint("Theme ", k)})
	}
	assigned := theme.Assignments{}
	bodies := []string{"Please add a retry button to the upload.", "We need a log so that nobody undoes it.", "The map is slow.", "Let us export reports as a file."}
	for i := range rapid.IntRange(3, 60).Draw(t, "items") {
		when := time.Date(2026, 8, 1+i%20, 9, 0, 0, 0, zone)
		if rapid.IntRange(0, 3).Draw(t, "before") == 0 {
			when = when.AddDate(0, -3, 0)
		}
		item := Item{ID: fmt.Sprint("i", i), Account: fmt.Sprint("a", rapid.IntRange(0, accounts-1).Draw(t, "account")), Person: fmt.Sprint("p", rapid.IntRange(0, 2).Draw(t, "person")),
			Source: Sources[rapid.IntRange(0, 3).Draw(t, "source")], Time: when, Body: bodies[rapid.IntRange(0, 3).Draw(t, "body")] + " " + strings.Repeat("again ", i), Severe: rapid.Bool().Draw(t, "severe")}
		c.Items = append(c.Items, item)
		id := theme.Individual
		if k := rapid.IntRange(0, 2*themes).Draw(t, "theme"); k < 2*themes {
			id = taxonomy.Themes[k/2].ID
		}
		assigned[item.ID] = theme.Assignment{Theme: id, Confidence: .9}
	}
	return NewView(c, taxonomy, assigned, period), c
}

// attacker knows what every count means: which add up to which, which lie in which. It sees what is published.
type attacker struct {
	index  map[string]int
	names  []string
	truth  []float64
	rows   [][]float64 // what it knows: sums that are 0, and counts that it read
	before []float64   // values of rows
}

func (a *attacker) count(name string, n int) string {
	a.index[name] = len(a.names)
	a.names, a.truth = append(a.names, name), append(a.truth, float64(n))
	return name
}

// sum says that a whole is its parts together.
func (a *attacker) sum(whole string, parts ...string) {
	row := map[string]float64{whole: -1}
	for _, p := range parts {
		row[p]++
	}
	a.know(row, 0)
}

func (a *attacker) know(row map[string]float64, value float64) {
	dense := make([]float64, 4096)
	for name, x := range row {
		dense[a.index[name]] = x
	}
	a.rows, a.before = append(a.rows, dense), append(a.before, value)
}

// part counts what a whole has beside a part.
func (a *attacker) part(whole, part string) {
	rest := a.count(whole+" without "+part, int(a.truth[a.index[whole]]-a.truth[a.index[part]]))
	a.sum(whole, part, rest)
}

// told lists the counts of 1 or 2, in either direction, that follow from what is known.
func (a *attacker) told() []string {
	n := len(a.names)
	var rows [][]float64
	var pivots []int
	reduce := func(row []float64) []float64 {
		row = append([]float64(nil), row[:n]...)
		for k, p := range pivots {
			if f := row[p]; math.Abs(f) > 1e-9 {
				for j := range row {
					row[j] -= f * rows[k][j]
				}
			}
		}
		return row
	}
	for _, row := range a.rows {
		row = reduce(row)
		p := -1
		for j, x := range row {
			if math.Abs(x) > 1e-7 {
				p = j
				break
			}
		}
		if p < 0 {
			continue
		}
		f := row[p]
		for j := range row {
			row[j] /= f
		}
		for k := range rows {
			if f := rows[k][p]; math.Abs(f) > 1e-9 {
				for j := range row {
					rows[k][j] -= f * row[j]
				}
			}
		}
		rows, pivots = append(rows, row), append(pivots, p)
	}
	var out []string
	for i, name := range a.names {
		if !theme.Gives(int(a.truth[i])) {
			continue
		}
		unit := make([]float64, n)
		unit[i] = 1
		zero := true
		for _, x := range reduce(unit) {
			zero = zero && math.Abs(x) < 1e-7
		}
		if zero {
			out = append(out, fmt.Sprintf("%s is %v", name, a.truth[i]))
		}
	}
	return out
}

func (a *attacker) read(params []evidence.Param, prefix string, names map[string]string) {
	for _, p := range params {
		if name, ok := names[p.Key]; ok {
			n, err := strconv.Atoi(p.Value)
			if err != nil {
				panic(err)
			}
			a.know(map[string]float64{prefix + name: 1}, float64(n))
		}
	}
}

func (a *attacker) readList(params []evidence.Param, key string, name func(string) string) {
	for _, p := range params {
		if p.Key != key {
			continue
		}
		for _, part := range strings.Split(p.Value, ",") {
			at := strings.LastIndexByte(part, ':')
			n, err := strconv.Atoi(part[at+1:])
			if err != nil {
				panic(err)
			}
			a.know(map[string]float64{name(part[:at]): 1}, float64(n))
		}
	}
}

// attack reads every published figure of a view.
func attack(v *View, c *Corpus) []string {
	a := &attacker{index: map[string]int{}}
	a.count("accounts", v.Accounts)
	a.count("items", len(v.Items))
	var sources, themed, segments []string
	for i, n := range v.SourceCounts() {
		sources = append(sources, a.count(Sources[i], n))
	}
	a.count("individual", len(v.Individual))
	a.count("themed", len(v.Items)-len(v.Individual))
	a.sum("items", "themed", "individual")
	a.sum("items", sources...)
	spoke := segmentsOf(c, v.Items)
	for _, name := range sortedKeys(spoke) {
		segments = append(segments, a.count("segment "+strings.Map(plainName, name), len(spoke[name])))
	}
	a.sum("accounts", segments...)
	_, prior, _ := priorAccounts(c, &theme.Taxonomy{}, nil, v.Period.Prior())
	a.count("prior", prior)
	a.part("accounts", "prior")
	a.read(v.Values(), "", map[string]string{"items": "items", "accounts": "accounts", "tickets": Ticket, "surveys": Survey, "conversations": Conversation, "leaving": Leaving, "themed": "themed", "individual": "individual"})
	for i := range v.Themes {
		tv := &v.Themes[i]
		t := tv.ID + " "
		a.count(t+"accounts", tv.Accounts)
		themed = append(themed, a.count(t+"items", len(tv.Items)))
		a.count(t+"people", tv.People)
		a.count(t+"prior", tv.PriorAccounts)
		a.count(t+"severe", tv.Severe)
		a.count(t+"needs", tv.Needs)
		for _, pair := range [][2]string{{"accounts", t + "accounts"}, {t + "accounts", t + "prior"}, {"prior", t + "prior"}, {t + "items", t + "severe"}, {t + "items", t + "needs"}, {t + "severe", t + "needs"}} {
			a.part(pair[0], pair[1])
		}
		var parts, rests []string
		speak := segmentsOf(c, tv.Items)
		for _, name := range sortedKeys(spoke) {
			part := a.count(t+"in "+strings.Map(plainName, name), len(speak[name]))
			whole := "segment " + strings.Map(plainName, name)
			a.part(whole, part)
			parts, rests = append(parts, part), append(rests, whole+" without "+part)
		}
		a.sum(t+"accounts", parts...)
		a.sum("accounts without "+t+"accounts", rests...)
		values := tv.Values(v)
		a.read(values, t, map[string]string{"items": "items", "people": "people", "accounts": "accounts", "prior_accounts": "prior", "severe": "severe", "needs": "needs"})
		a.read(values, "", map[string]string{"of": "accounts", "prior_of": "prior"})
		a.readList(values, "segments", func(name string) string { return t + "in " + name })
		a.readList(values, "segments_of", func(name string) string { return "segment " + name })
		asks := map[string]int{}
		for _, ask := range tv.Asks {
			asks[ask.Word] = ask.Items
		}
		for _, ask := range sortedKeys(asks) {
			a.part(t+"items", a.count(t+"ask "+ask, asks[ask]))
		}
		a.readList(values, "asks", func(name string) string { return t + "ask " + name })
	}
	a.sum("themed", themed...)
	return append(a.told(), beside(v)...)
}

// beside lists the published counts of one theme, of different things, that differ by 1 or 2: whoever reads "4 items, 3
// accounts" knows that one account spoke twice.
func beside(v *View) []string {
	var out []string
	for i := range v.Themes {
		s := v.Themes[i].Shown
		for _, pair := range [][2]theme.Published{{s.Items, s.Accounts}, {s.Items, s.People}, {s.People, s.Accounts}} {
			if pair[0].Exact && pair[1].Exact && theme.Gives(pair[0].N-pair[1].N) {
				out = append(out, fmt.Sprintf("%s: %d beside %d", v.Themes[i].ID, pair[0].N, pair[1].N))
			}
		}
	}
	return out
}

// TestNothingPublishedTellsOfOneOrTwo lets an attacker who knows what every figure means add and subtract all that is
// published of a view, and looks for a count, or a difference of two, of 1 or 2.
func TestNothingPublishedTellsOfOneOrTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, c := drawView(t)
		if v.Accounts < theme.Smallest {
			t.Skip("nothing is published of so few")
		}
		for _, told := range attack(v, c) {
			t.Errorf("%s\n%v", told, v.Values())
			for i := range v.Themes {
				t.Logf("%v", v.Themes[i].Values(v))
			}
		}
	})
}

// TestTheAttackerFindsWhatIsTold proves the attacker: with everything published, it finds small counts.
func TestTheAttackerFindsWhatIsTold(t *testing.T) {
	a := &attacker{index: map[string]int{}}
	a.count("all", 9)
	a.count("some", 7)
	a.part("all", "some")
	a.know(map[string]float64{"all": 1}, 9)
	if told := a.told(); len(told) != 0 {
		t.Errorf("told %v of the whole alone", told)
	}
	a.know(map[string]float64{"some": 1}, 7)
	if told := a.told(); len(told) != 1 {
		t.Errorf("of 7 of 9 the attacker makes %v", told)
	}
}
