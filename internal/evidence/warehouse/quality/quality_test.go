package quality_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/quality"
)

var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// check imports files by a mapping and returns the findings, by check and fact.
func check(t *testing.T, store *warehouse.Store, m *mapping.Mapping, paths ...string) map[string]quality.Finding {
	t.Helper()
	found := map[string]quality.Finding{}
	_, err := intake.Import(t.Context(), store, intake.Options{Mapping: m, Paths: paths, Now: now, Inspect: quality.Inspect(func(r quality.Report) {
		for _, f := range r.Findings {
			found[strings.TrimSuffix(f.Check+" "+f.Fact, " ")] = f
		}
	})})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestRavenStackShowsItsDefects(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "..", "..", "shared", "data", "ravenstack")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("real data is absent: %v", err)
	}
	data, err := mapping.ShippedText("ravenstack")
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Parse("ravenstack.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	found := check(t, warehouse.Open(t.TempDir()), m, folder)
	type figures struct {
		Count, Of int64
		Share     string
	}
	want := map[string]figures{
		"usage-before-start events":    {19142, 25000, "76.6%"},
		"usage-after-end events":       {290, 25000, "1.2%"},
		"duplicate-ids events":         {21, 24979, "0.1%"},
		"churn-contradiction accounts": {312, 500, "62.4%"},
	}
	for name, w := range want {
		f := found[name]
		if diff := cmp.Diff(w, figures{f.Count, f.Of, f.Share()}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for name, f := range found {
		t.Log(name, f.Message, f.Examples)
	}
}

func parsed(t *testing.T, text string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.Parse("sources/test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func file(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func own(t *testing.T) *mapping.Mapping {
	t.Helper()
	data, err := mapping.ShippedText("touchstone")
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, string(data))
}

func TestEachDefectIsFoundAndCleanDataIsSilent(t *testing.T) {
	clean := func(dir string) []string {
		var events strings.Builder
		events.WriteString("account,user,time,event,id,subscription\n")
		for day := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC); day.Before(time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
			if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
				events.WriteString("acme,u1," + day.Format(time.RFC3339) + ",login," + day.Format("0102") + ",s1\n")
			}
		}
		return []string{
			file(t, dir, "accounts.csv", "account,name,churned\nacme,Acme,false\nzeta,Zeta,true\n"),
			file(t, dir, "events.csv", events.String()),
			file(t, dir, "subscriptions.csv", "subscription,account,started,ended,churned\ns1,acme,2026-01-05,,false\ns2,zeta,2026-01-01,2026-03-01,true\n"),
			file(t, dir, "churns.csv", "churn,account,time\nc1,zeta,2026-03-01\n"),
			file(t, dir, "tickets.csv", "ticket,account,opened,first_reply,closed\nt1,acme,2026-02-01T09:00:00Z,2026-02-01T10:00:00Z,\n"),
		}
	}
	if found := check(t, warehouse.Open(t.TempDir()), own(t), clean(t.TempDir())...); len(found) > 0 {
		t.Errorf("clean data: %+v", found)
	}
	for _, c := range []struct {
		name, file, from, to string
		count                int64
	}{
		{"usage-before-start events", "events.csv", "acme,u1,2026-01-05T", "acme,u1,2026-01-04T", 1},
		{"usage-after-end events", "events.csv", "acme,u1,2026-07-31T09:00:00Z,login,0731,s1", "acme,u1,2026-07-31T09:00:00Z,login,0731,s2", 1},
		{"duplicate-ids events", "events.csv", ",0106,", ",0107,", 1},
		{"churn-contradiction accounts", "accounts.csv", "acme,Acme,false", "acme,Acme,true", 1},
		{"churn-without-end subscriptions", "subscriptions.csv", "2026-03-01,true", "2026-03-01,false", 1},
		{"future-times events", "events.csv", "acme,u1,2026-07-31T", "acme,u1,2027-07-31T", 1},
		{"times-out-of-order tickets", "tickets.csv", "2026-02-01T10:00:00Z", "2026-02-01T08:00:00Z", 1},
		{"unknown-accounts events", "events.csv", "acme,u1,2026-02-02T", "nobody,u1,2026-02-02T", 1},
		{"no-account tickets", "tickets.csv", "t1,acme", "t1,", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			paths := clean(dir)
			path := filepath.Join(dir, c.file)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(data), c.from) {
				t.Fatalf("%s has no %q", c.file, c.from)
			}
			file(t, dir, c.file, strings.Replace(string(data), c.from, c.to, 1))
			found := check(t, warehouse.Open(t.TempDir()), own(t), paths...)
			if found[c.name].Count != c.count || found[c.name].Message == "" {
				t.Errorf("found %+v; want %s", found, c.name)
			}
		})
	}
}

func TestGapsAreSilencesThatCannotBeChance(t *testing.T) {
	stream := func(skip func(time.Time) bool) string {
		var events strings.Builder
		events.WriteString("account,time,event\n")
		for day := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC); day.Before(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
			if !skip(day) {
				events.WriteString("acme," + day.Format(time.RFC3339) + ",login\n")
			}
		}
		return events.String()
	}
	between := func(from, to string) func(time.Time) bool {
		return func(day time.Time) bool { return day.Format(time.DateOnly) >= from && day.Format(time.DateOnly) <= to }
	}
	weekend := func(day time.Time) bool { return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday }
	for _, c := range []struct {
		name string
		skip func(time.Time) bool
		want int64
	}{
		{"every day", func(time.Time) bool { return false }, 0},
		{"three days missing", between("2026-05-11", "2026-05-13"), 3},
		{"weekends off", weekend, 0},
		{"weekends off and a long weekend", func(d time.Time) bool { return weekend(d) || between("2026-05-14", "2026-05-15")(d) }, 0},
		{"weekends off and three weeks missing", func(d time.Time) bool { return weekend(d) || between("2026-05-04", "2026-05-22")(d) }, 23},
		{"now and then", func(d time.Time) bool { return d.YearDay()%9 != 0 }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := check(t, warehouse.Open(t.TempDir()), own(t), file(t, t.TempDir(), "events.csv", stream(c.skip)))
			if got := found["gap events"].Count; got != c.want {
				t.Errorf("gap of %d days %v; want %d", got, found["gap events"].Examples, c.want)
			}
		})
	}
}

func TestSchemaChangesAreReported(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	m := parsed(t, "source: app\ntables: {log: {files: ['*.csv'], columns: [plan]}}\nfacts: {events: {select: \"SELECT account, time, event FROM log\"}}\n")
	check(t, store, m, file(t, t.TempDir(), "a.csv", "account,time,event,plan,size\nacme,2026-01-01,login,1,2\n"))
	found := check(t, store, m, file(t, t.TempDir(), "b.csv", "account,time,event,region,size\nacme,2026-01-02,login,EU,large\n"))
	for name, want := range map[string]string{"columns-gone": "plan", "columns-added": "region", "type-changed": "size was number, is text"} {
		if diff := cmp.Diff([]string{want}, found[name].Examples); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestALaterImportIsCheckedAsAWholeOneIs(t *testing.T) {
	const events = "source: app\ntables: {log: {files: [\"log*.csv\"]}}\nfacts:\n  events:\n    select: SELECT account, time, event, id FROM log\n"
	const contracts = "source: crm\ntables: {subs: {files: [\"subs*.csv\"]}}\nfacts:\n  subscriptions:\n    select: SELECT id AS subscription, account, started, ended FROM subs\n"
	dir := t.TempDir()
	store := warehouse.Open(filepath.Join(t.TempDir(), "warehouse"))
	check(t, store, parsed(t, contracts), file(t, dir, "subs.csv", "id,account,started,ended\ns1,acme,2026-01-02,2026-01-31\n"))
	check(t, store, parsed(t, events), file(t, dir, "log-1.csv", "account,time,event,id\nacme,2026-01-01,login,1\nacme,2026-01-01,search,2\nacme,2026-01-03,login,3\n"))
	next := file(t, dir, "log-2.csv", "account,time,event,id\nacme,2026-01-03,search,3\nacme,2026-02-01,login,4\nacme,2026-02-01,search,4\n")
	found := check(t, store, parsed(t, events), next)
	for name, want := range map[string]string{
		"usage-before-start events": "2 of 6 usage rows (33.3%) precede the start of their subscription",
		"usage-after-end events":    "2 of 6 usage rows (33.3%) follow the end of their subscription",
		"duplicate-ids events":      "2 identifiers of events occur twice",
	} {
		if got := found[name].Message; got != want {
			t.Errorf("%s: %q; want %q", name, got, want)
		}
	}
	kept, err := filepath.Glob(filepath.Join(store.Dir(), warehouse.CacheFolder, "days", "*", "*.parquet"))
	if err != nil || len(kept) != 2 {
		t.Fatalf("kept days of %d segments, %v; want 2", len(kept), err)
	}
	for _, path := range kept {
		if err := os.WriteFile(path, []byte("PAR1"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := check(t, store, parsed(t, events), file(t, dir, "log-3.csv", "account,time,event,id\nacme,2026-01-04,login,5\n"))
	if got, want := again["usage-before-start events"].Message, "2 of 7 usage rows (28.6%) precede the start of their subscription"; got != want {
		t.Errorf("with a damaged cache: %q; want %q", got, want)
	}
}

// TestSharedIdentifiersAreFoundAcrossImports: an identifier that comes again is told however far apart the two rows are, and told again by every
// import until one of the rows is gone; with the cache and without it the report is the same.
func TestSharedIdentifiersAreFoundAcrossImports(t *testing.T) {
	store := warehouse.Open(t.TempDir())
	cache := filepath.Join(store.Dir(), warehouse.CacheFolder)
	day := 0
	deliver := func(ids ...string) quality.Finding {
		var text strings.Builder
		text.WriteString("account,user,time,event,id\n")
		for _, id := range ids {
			text.WriteString("acme,u1," + time.Date(2026, 1, 1+day, 9, 0, 0, 0, time.UTC).Format(time.RFC3339) + ",login," + id + "\n")
			day++
		}
		return check(t, store, own(t), file(t, t.TempDir(), "events.csv", text.String()))["duplicate-ids events"]
	}
	for i, step := range []struct {
		ids       []string
		count, of int64
		message   string
		examples  []string
	}{
		{[]string{"a", "b", "c"}, 0, 0, "", nil},
		{[]string{"d", ""}, 0, 0, "", nil},
		{[]string{"e", "a"}, 1, 5, "1 identifiers of events occur twice", []string{"a"}},
		{[]string{"f"}, 1, 6, "1 identifiers of events occur twice", []string{"a"}},
		{[]string{"g", "g", "a", "", ""}, 2, 7, "2 identifiers of events occur up to 3 times", []string{"a", "g"}},
		{[]string{"h"}, 2, 8, "2 identifiers of events occur up to 3 times", []string{"a", "g"}},
		{[]string{"i"}, 2, 9, "2 identifiers of events occur up to 3 times", []string{"a", "g"}},
		{[]string{"j", "d"}, 3, 10, "3 identifiers of events occur up to 3 times", []string{"a", "d", "g"}}, // the eighth import joins
		{[]string{"k"}, 3, 11, "3 identifiers of events occur up to 3 times", []string{"a", "d", "g"}},
	} {
		if i%3 == 2 { // forgets what was kept, in part or wholly
			if err := os.RemoveAll(filepath.Join(cache, []string{"ids", "shared", ""}[i/3])); err != nil {
				t.Fatal(err)
			}
		}
		f := deliver(step.ids...)
		if f.Count != step.count || f.Of != step.of || f.Message != step.message || !cmp.Equal(f.Examples, step.examples) {
			t.Errorf("import %d: %+v; want %+v", i+1, f, step)
		}
	}
}
