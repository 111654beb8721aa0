package health_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/deliverable/health"
	"github.com/touchstone-cs/touchstone/internal/demo"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/note"
	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// bench is a workspace over the demonstration's evidence, or over none.
type bench struct {
	t    testing.TB // of the running subtest
	all  testing.TB
	w    *workspace.Workspace
	kind *deliverable.Kind
	now  time.Time
	db   *duckdb.DB
}

func newBench(t testing.TB, withEvidence bool) *bench {
	t.Helper()
	root := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("touchstone.yaml", "name: "+demo.Vendor+"\ntime_zone: "+demo.Zone+"\ncalendar: {country: "+demo.Country+"}\nproduct: {name: "+demo.Product+"}\n")
	for _, a := range demo.Accounts() {
		write("customer-success/accounts/"+a.ID+"/account.yaml", fmt.Sprintf("account: %s\nname: %q\nowner: %q\nplan: %q\nsegment: %q\n", a.ID, a.Name, a.Owner, a.Plan, a.Segment))
	}
	b := &bench{t: t, all: t, now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), db: &duckdb.DB{Threads: 2}}
	t.Cleanup(func() { _ = b.db.Close() })
	b.open(root)
	if withEvidence {
		b.seed()
	}
	b.kind = health.Kind(health.Engines{Metrics: b.engine, Reader: b.db})
	return b
}

func (b *bench) open(root string) {
	w, err := workspace.Open(root, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	b.all.Cleanup(func() { _ = w.Close() })
	b.w = w
}

func (b *bench) engine(s *warehouse.Snapshot) (metric.Engine, error) {
	return duckdb.Engine{DB: b.db, Snapshot: s}, nil
}

func (b *bench) seed() {
	files, err := demo.Exports()
	if err != nil {
		b.t.Fatal(err)
	}
	dir := b.t.TempDir()
	selects := map[string]string{}
	for _, f := range files {
		path := filepath.Join(dir, filepath.Base(f.Name))
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			b.t.Fatal(err)
		}
		fact := strings.TrimSuffix(filepath.Base(f.Name), ".csv")
		selects[fact] = "SELECT * FROM read_csv('" + path + "', all_varchar=true)"
	}
	store := warehouse.Open(b.w.Path(b.w.Config.Warehouse))
	if _, err := intake.Put(context.Background(), store, b.now, "demo", selects); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) generate(job deliverable.Job) *review.Generated {
	b.t.Helper()
	job.Workspace, job.Now = b.w, b.now
	g, err := review.Generate(context.Background(), b.kind, job, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	b.open(b.w.Root)
	return g
}

func (b *bench) desk() (*measure.Desk, error) {
	d, err := measure.Open(b.w)
	if err != nil {
		return nil, err
	}
	d.Engine = b.engine
	d.Prover, err = health.Prover(b.w, d)
	return d, err
}

func (b *bench) check() *review.Report {
	b.t.Helper()
	store := warehouse.Open(b.w.Path(b.w.Config.Warehouse))
	catalog := &review.Catalog{Kinds: []*deliverable.Kind{b.kind}, General: general.Rules([]*deliverable.Kind{b.kind}), Sources: []evidence.Source{
		&measure.Source{Open: b.desk}, &note.Source{Workspace: b.w, Imported: note.FromWarehouse(store, b.db)}, &ticket.Source{Store: store, Reader: b.db, Zone: b.w.Zone}}}
	paths, err := b.w.Documents("")
	if err != nil {
		b.t.Fatal(err)
	}
	report, err := review.Check(context.Background(), catalog, review.CheckOptions{Workspace: b.w, Paths: paths, Now: b.now})
	if err != nil {
		b.t.Fatal(err)
	}
	return report
}

// TestDemonstration runs over the demonstration's stories, generated once.
func TestDemonstration(t *testing.T) {
	b := newBench(t, true)
	b.generate(deliverable.Job{All: true, Period: demo.Period})
	t.Run("generate, then check: nothing is violated", func(t *testing.T) { b.t = t; b.holds() })
	t.Run("it reads as the golden file", func(t *testing.T) { b.t = t; golden(t, b) })
	t.Run("what was planted is found", func(t *testing.T) { b.t = t; stories(t, b) })
	t.Run("one account reads as among all", func(t *testing.T) { b.t = t; alone(t, b) })
	t.Run("other periods hold as well", func(t *testing.T) { b.t = t; otherPeriods(b) })
	t.Run("a person's words stay", func(t *testing.T) { b.t = t; kept(t, b) })
	b.t = t
}

// TestEmptyWarehouse is law 1 where nothing was ever imported.
func TestEmptyWarehouse(t *testing.T) {
	b := newBench(t, false)
	b.generate(deliverable.Job{All: true, Period: demo.Period})
	b.holds()
	text := b.read("acme")
	if !strings.Contains(text, "Unknown") || strings.Contains(text, "[^") {
		t.Errorf("without evidence everything is Unknown and cites nothing:\n%s", text)
	}
}

func (b *bench) holds() {
	b.t.Helper()
	report := b.check()
	if len(report.Documents) < len(demo.Accounts()) {
		b.t.Fatalf("%d documents checked", len(report.Documents))
	}
	shown := 0
	for _, f := range report.Findings {
		if f.Verdict == evidence.Violated && shown < 25 {
			shown++
			b.t.Errorf("%s:%d %s: %s", f.Path, f.Start.Line, f.Rule, f.Message)
		}
		if f.Verdict == evidence.Unverified && (f.Rule == "GL003" || f.Rule == "GL004") && shown < 25 {
			shown++
			b.t.Errorf("%s:%d %s unverified: %s", f.Path, f.Start.Line, f.Rule, f.Message)
		}
	}
}

func (b *bench) read(account string) string {
	b.t.Helper()
	data, err := os.ReadFile(b.w.Path("customer-success/accounts/" + account + "/health/" + demo.Period + ".md"))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(data)
}

// section cuts a section out of a report.
func section(text, title string) string {
	_, rest, _ := strings.Cut(text, "## "+title+"\n")
	rest, _, _ = strings.Cut(rest, "\n## ")
	return rest
}

var update = flag.Bool("update", false, "write golden files")

var digests = regexp.MustCompile(`\d-[0-9a-f]{6}`)

// golden compares the report of the planted drop, word for word; the snapshot's and the definitions' digests aside.
func golden(t *testing.T, b *bench) {
	got := digests.ReplaceAllString(b.read("acme"), "1-000000")
	got = regexp.MustCompile(`(?m)^(metrics|signals): .*$`).ReplaceAllString(got, "$1: digest")
	name := filepath.Join("testdata", "acme.golden.md")
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the report of acme reads otherwise (-want +got); `go test ./internal/deliverable/health -update` accepts it:\n%s", diff)
	}
}

// stories: what was planted is reported, and what was not is not.
func stories(t *testing.T, b *bench) {
	wanted := map[demo.Story]string{
		demo.Drop: "Use of the product fell", demo.ChampionGone: "A key person is gone", demo.TicketSurge: "More tickets than usual", demo.Silent: "Nobody uses the product",
		demo.SlowAnswers: "Slower answers", demo.Detractors: "Detractors outnumber promoters", demo.Renewal: "Renewal near with poor health",
	}
	quiet := map[demo.Story]bool{demo.Steady: true, demo.Migration: true, demo.Grower: true, demo.Small: true, demo.Holiday: true, demo.MissingData: true}
	for _, a := range demo.Accounts() {
		risks := section(b.read(a.ID), "Risk signals")
		listed, _, _ := strings.Cut(risks, "Not reported")
		if want, ok := wanted[a.Story]; ok && !strings.Contains(listed, want) {
			t.Errorf("%s (%s): not reported: %s\n%s", a.ID, a.Story, want, risks)
		}
		if quiet[a.Story] && strings.Contains(listed, "| Signal |") {
			t.Errorf("%s (%s): nothing was planted, and this is reported:\n%s", a.ID, a.Story, listed)
		}
		openings := section(b.read(a.ID), "Expansion")
		if a.Story == demo.Grower && !strings.Contains(openings, "seats") || a.Story == demo.FeaturePull && !strings.Contains(openings, "A feature draws more use") {
			t.Errorf("%s (%s): no opening:\n%s", a.ID, a.Story, openings)
		}
	}
}

// alone is the portfolio's false discovery rate when one account is asked for, and law 4: the same bytes.
func alone(t *testing.T, b *bench) {
	all := b.read("acme")
	if err := os.RemoveAll(b.w.Path("customer-success/accounts/acme/health")); err != nil {
		t.Fatal(err)
	}
	b.open(b.w.Root)
	b.generate(deliverable.Job{Accounts: []string{"acme"}, Period: demo.Period})
	if one := b.read("acme"); one != all {
		t.Errorf("alone it reads otherwise:\n%s\n---\n%s", one, all)
	}
	g := b.generate(deliverable.Job{All: true, Period: demo.Period})
	if len(g.Written) != 0 {
		t.Errorf("generated again over the same evidence, %d files changed: %v", len(g.Written), g.Written[:min(5, len(g.Written))])
	}
}

// otherPeriods is law 1 for a quarter, a week, a span, and a month of which nothing is known.
func otherPeriods(b *bench) {
	for _, period := range []string{"2026-Q3", "2026-W41", "2026-10-05..2026-10-16", "2024-02"} {
		b.generate(deliverable.Job{All: true, Period: period})
	}
	b.holds()
}

// kept is law 2: what a person wrote stays when the report is generated again.
func kept(t *testing.T, b *bench) {
	path := b.w.Path("customer-success/accounts/acme/health/" + demo.Period + ".md")
	words := "Acme did not lose interest, it lost a path."
	text := strings.Replace(b.read("acme"), "Proposed: ", "", 1) + "\n" + words + "\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	b.open(b.w.Root)
	b.generate(deliverable.Job{All: true, Period: demo.Period})
	if got := b.read("acme"); got != text {
		t.Errorf("a person's words were touched:\n%s", got)
	}
}
