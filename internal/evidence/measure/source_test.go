package measure

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/duckdb"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/intake"
	"github.com/touchstone-cs/touchstone/internal/metric"
)

// counting is an engine that counts the scans that it is asked.
type counting struct {
	metric.Engine
	scans *int
}

func (c counting) Run(ctx context.Context, scans []metric.Scan) ([]metric.Result, error) {
	*c.scans += len(scans)
	return c.Engine.Run(ctx, scans)
}

func newDesk(t testing.TB, scans *int) *Desk {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	hours, err := calendar.Weekdays(zone, "08:00-18:00")
	if err != nil {
		t.Fatal(err)
	}
	db := &duckdb.DB{Threads: 2}
	t.Cleanup(func() { _ = db.Close() })
	d := &Desk{Metrics: metric.Default(), Zone: zone, Hours: hours, Store: warehouse.Open(t.TempDir()), Cache: t.TempDir()}
	d.Engine = func(s *warehouse.Snapshot) (metric.Engine, error) {
		return counting{duckdb.Engine{DB: db, Snapshot: s}, scans}, nil
	}
	return d
}

// acme: 85 of 140 in October after 88 in September, API calls from 12,400 to 7,440, seven tickets.
func seed(t testing.TB, d *Desk) string {
	t.Helper()
	return put(t, d, map[string]string{
		"accounts": "SELECT 'acme' AS account, 140 AS seats UNION ALL SELECT 'other-' || i, 10 FROM range(20) t(i)",
		"events": `SELECT 'acme' AS account, 'u' || i AS user, TIMESTAMP '2026-10-12 10:00:00' AS time, 'login' AS event FROM range(85) t(i)
			UNION ALL SELECT 'acme', 'u' || i, TIMESTAMP '2026-09-14 10:00:00', 'login' FROM range(88) t(i)
			UNION ALL SELECT 'acme', NULL, TIMESTAMP '2026-10-13 10:00:00', 'api_call' FROM range(7440)
			UNION ALL SELECT 'acme', NULL, TIMESTAMP '2026-09-15 10:00:00', 'api_call' FROM range(12400)
			UNION ALL SELECT 'acme', 'u' || (i % 41), TIMESTAMP '2026-10-14 10:00:00', 'route_exported' FROM range(1960) t(i)
			UNION ALL SELECT 'other-' || i, 'x', TIMESTAMP '2026-10-14 10:00:00', 'login' FROM range(20) t(i)`,
		"tickets": `SELECT 't' || i AS ticket, 'acme' AS account, TIMESTAMP '2026-10-12 06:00:00' AS opened, TIMESTAMP '2026-10-12 06:00:00' + to_hours(i::INTEGER + 1) AS solved FROM range(7) t(i)
			UNION ALL SELECT 'p', 'acme', TIMESTAMP '2026-09-01 06:00:00', NULL`,
	})
}

func put(t testing.TB, d *Desk, selects map[string]string) string {
	t.Helper()
	s, err := intake.Put(context.Background(), d.Store, time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC), "test", selects)
	if err != nil {
		t.Fatal(err)
	}
	d.snapshots = nil
	return s.ID()
}

func resolve(t testing.TB, d *Desk, refs ...string) []evidence.Record {
	t.Helper()
	requests := make([]evidence.Request, len(refs))
	for i, text := range refs {
		ref, err := evidence.ParseRef(text)
		if err != nil {
			t.Fatal(err)
		}
		requests[i] = evidence.Request{Ref: ref}
	}
	records, err := (&Source{Open: func() (*Desk, error) { return d, nil }}).Resolve(context.Background(), requests)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func written(r evidence.Record) string {
	var s []string
	for _, p := range r.Values {
		s = append(s, p.Key+"="+p.Value)
	}
	return strings.Join(s, " ")
}

func TestResolve(t *testing.T) {
	var scans int
	d := newDesk(t, &scans)
	id := seed(t, d)
	for _, c := range []struct{ ref, want string }{
		{"metric:active_users account=acme period=2026-10 value=85 prior=88 change=-3.4% seats=140 snapshot=" + id, "value=85 prior=88 change=-3.4% seats=140"},
		{"metric:adoption_rate account=acme period=2026-10 value=60.7% target=70% snapshot=" + id, "value=60.7% numerator=85 denominator=140 prior=62.9% change=-2.1pt target=70.0%"},
		{"metric:api_calls account=acme period=2026-10 value=7440 days=22 snapshot=" + id, "value=7440 prior=12400 change=-40.0% days=22"},
		{"metric:events account=acme period=2026-10 event=route_exported value=1960 users=41 active=85 snapshot=" + id, "value=1960 prior=0 active=85 users=41"},
		{"metric:tickets_opened account=acme period=2026-10 value=7 users=0 snapshot=" + id, "value=7 prior=1 change=+600.0% users=0"},
		{"metric:full_resolution account=acme period=2026-10 hours=business snapshot=" + id, "value=4h p90=6.4h n=7"},
		{"metric:api_calls account=acme period=2026-10 per=day value=240 snapshot=" + id, "value=240 prior=413.3 change=-41.9%"},
		{"metric:events account=acme period=2026-10 event=route_exported per=night value=63 snapshot=" + id, "value=63.2 prior=0"},
		{"metric:api_calls account=acme period=2026-10 per=working-day value=338.2 snapshot=" + id, "value=338.2 prior=563.6 change=-40.0%"},
		{"metric:api_calls account=acme period=2026-10 per=week snapshot=" + id, "value=1680 prior=2893.3 change=-41.9%"},
		{"metric:csat account=acme period=2026-10 n=0 window=180d snapshot=" + id, "value=unknown n=0"},
		{"metric:tickets_opened account=acme period=2026-10 open=1 snapshot=" + id, "value=7 prior=1 change=+600.0% open=1"},
		{"metric:active_users account=acme period=2026-10 prior_period=2025-10 prior=3 snapshot=" + id, "value=85 prior=unknown"},
	} {
		r := resolve(t, d, c.ref)[0]
		if got := written(r); r.Verdict != evidence.Pass || got != c.want {
			t.Errorf("%s\n got %s %s %s\nwant %s", c.ref, r.Verdict, r.Reason, got, c.want)
		}
	}
}

func TestUnresolved(t *testing.T) {
	var scans int
	d := newDesk(t, &scans)
	id := seed(t, d)
	for ref, want := range map[string]string{
		"metric:activ_users account=acme period=2026-10 snapshot=" + id:              "did you mean active_users",
		"metric:active_users period=2026-10 snapshot=" + id:                          "names no account",
		"metric:active_users account=acme period=2026-10":                            "names no snapshot",
		"metric:active_users account=acme period=2026-10 snapshot=99-abcdef":         "no such snapshot",
		"metric:active_users account=acme period=October snapshot=" + id:             "unknown period",
		"metric:active_users account=acme snapshot=" + id:                            "names no period",
		"metric:tickets_opened account=acme period=2026-10 wheel=3 snapshot=" + id:   "",
		"metric:health_score account=acme period=2026-10 value=58 snapshot=" + id:    "computed by a part of touchstone that is not here",
		"metric:seats account=acme period=2026-10 colour=red snapshot=" + id:         "no figure of a metric and no filter",
		"metric:seats account=acme period=2026-10 users=3 snapshot=" + id:            "users= is the number of people behind events, tickets or answers, and seats counts none",
		"metric:health_score account=acme period=2026-10 users=3 snapshot=" + id:     "users= is the number",
		"metric:active_users account=acme period=2026-10 window=soon snapshot=" + id: `window "soon"`,
	} {
		r := resolve(t, d, ref)[0]
		if want == "" {
			continue
		}
		if r.Verdict != evidence.Unverified || !strings.Contains(r.Reason, want) {
			t.Errorf("%s: %s %q, want %q", ref, r.Verdict, r.Reason, want)
		}
	}
}

// A thousand references to one snapshot cost the scans of one of each sort.
func TestBatches(t *testing.T) {
	var scans int
	d := newDesk(t, &scans)
	id := seed(t, d)
	var refs []string
	for i := range 500 {
		for _, m := range []string{"active_users", "adoption_rate", "tickets_opened", "full_resolution"} {
			refs = append(refs, fmt.Sprintf("metric:%s account=other-%d period=2026-10 value=1 snapshot=%s", m, i%20, id))
		}
	}
	records := resolve(t, d, refs...)
	if got := written(records[0]); got != "value=1" {
		t.Errorf("got %q", got)
	}
	if scans > 15 {
		t.Errorf("%d scans for %d references", scans, len(refs))
	}
	scans = 0
	if resolve(t, d, refs...); scans != 0 {
		t.Errorf("%d scans for what is remembered", scans)
	}
}

// What is offered proves itself: each reference is recomputed to what it says, and every metric with a value is there.
func TestOffer(t *testing.T) {
	var scans int
	d := newDesk(t, &scans)
	id := seed(t, d)
	source := &Source{Open: func() (*Desk, error) { return d, nil }}
	refs, err := source.Offer(context.Background(), evidence.About{Account: "acme", Periods: []string{"2026-10", "no period", "2026-09"}})
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, len(refs))
	for i, ref := range refs {
		texts[i] = ref.String()
	}
	for _, want := range []string{"metric:api_calls account=acme period=2026-10 value=7440 prior=12400 change=-40.0% snapshot=" + id, "metric:active_users account=acme period=2026-09 value=88 snapshot=" + id} {
		if !slices.Contains(texts, want) {
			t.Errorf("no %s in\n%s", want, strings.Join(texts, "\n"))
		}
	}
	for i, record := range resolve(t, d, texts...) {
		if record.Verdict != evidence.Pass {
			t.Errorf("%s: %s", texts[i], record.Reason)
		}
		for _, p := range record.Values {
			if was, cited := refs[i].Get(p.Key); cited && was != p.Value {
				t.Errorf("%s: recomputed to %s=%s", texts[i], p.Key, p.Value)
			}
		}
	}
}

// Late data changes an old figure: the old snapshot still says what it said, and today's is shown.
func TestRestatement(t *testing.T) {
	var scans int
	d := newDesk(t, &scans)
	id := seed(t, d)
	put(t, d, map[string]string{"events": "SELECT 'acme' AS account, 'late' AS user, TIMESTAMP '2026-10-31 10:00:00' AS time, 'login' AS event"})
	r := resolve(t, d, "metric:active_users account=acme period=2026-10 value=85 prior=88 snapshot="+id)[0]
	if v, _ := r.Value("value"); v != "85" {
		t.Errorf("the old snapshot says %s", v)
	}
	if len(r.Today) != 1 || r.Today[0] != (evidence.Param{Key: "value", Value: "86"}) {
		t.Errorf("today: %v", r.Today)
	}
}

// A remembered answer that was damaged on disk is computed again.
func TestDamagedCache(t *testing.T) {
	values := []metric.Value{{Account: "b", Value: metric.Ratio(1, 3), N: 3}, {Account: "a", Prior: metric.Int(-7)}}
	data := writeTable(values)
	got, ok := openTable(memoryBytes(data))
	if !ok {
		t.Fatal("what was written does not read")
	}
	if v, ok := got.find("b", "2026-10"); !ok || v.Value != metric.Ratio(1, 3) || v.N != 3 {
		t.Errorf("b is %+v", v)
	}
	if _, ok := got.find("c", "2026-10"); ok {
		t.Error("c was found")
	}
	for i := range data {
		bad := append([]byte(nil), data...)
		bad[i] ^= 1
		if table, ok := openTable(memoryBytes(bad)); ok {
			if all, ok := table.all("2026-10"); ok {
				t.Fatalf("a flipped bit at %d goes unnoticed: %+v", i, all)
			}
			if v, ok := table.find("b", "2026-10"); ok && v.Value != metric.Ratio(1, 3) {
				t.Fatalf("with a flipped bit at %d b is %+v", i, v)
			}
		}
		if table, ok := openTable(memoryBytes(data[:i])); ok {
			if all, ok := table.all("2026-10"); ok {
				t.Fatalf("%d bytes of %d read as a table: %+v", i, len(data), all)
			}
		}
	}
}
