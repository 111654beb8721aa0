package metric

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every built-in definition but a computed one carries a sample, and the samples hold.
func TestDefaultSamples(t *testing.T) {
	for _, d := range Default().All() {
		if d.Sample == nil && d.Kind != Computed {
			t.Errorf("%s has no sample", d.ID)
		}
		if err := d.Test(); err != nil {
			t.Error(err)
		}
	}
}

// A sample that does not hold is reported: the samples are tests.
func TestSampleFails(t *testing.T) {
	s := load(t, strings.Replace(one, "value: 1", "value: 3", 1))
	if err := s.All()[0].Test(); err == nil || !strings.Contains(err.Error(), "value is 1, want 3") {
		t.Errorf("got %v", err)
	}
}

const one = `
metrics:
  logins:
    label: Logins
    unit: logins
    numerator: {fact: events, count: rows, where: {event: login, feature: [b, a]}}
    sample:
      period: 2026-10
      rows: {events: [{time: 2026-10-02, event: login, feature: a}, {time: 2026-10-02, event: logout, feature: a}]}
      expect: {value: 1}
`

func load(t *testing.T, text string) *Set {
	t.Helper()
	s, err := Load("metrics.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The IDs that the design names are all there, spelled so, and what came to them since.
func TestDefaultIDs(t *testing.T) {
	want := strings.Fields(`active_users active_users_7d active_users_28d active_users_1d stickiness seats adoption_rate feature_users
		feature_utilization events api_calls days_since_activity tickets_opened tickets_open backlog_age first_reply full_resolution
		reopen_rate csat nps ces time_to_first_value days_to_renewal health_score annual_revenue`)
	slices.Sort(want)
	if got := Default().IDs(); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// The digest is about meaning: order of keys, comments, labels and targets do not matter, a filter does.
func TestDigest(t *testing.T) {
	same := `
metrics: # comment
  logins:
    unit: logins
    target: 10
    label: "Sign-ins"
    numerator:
      where: {feature: [a, b], event: login}
      count: rows
      fact: events
`
	a, b := load(t, one), load(t, same)
	if a.Digest() != b.Digest() {
		t.Error("the order of keys changes the digest")
	}
	if c := load(t, strings.Replace(same, "login}", "signin}", 1)); c.Digest() == b.Digest() {
		t.Error("another filter has the same digest")
	}
	if len(a.Digest()) != 6 {
		t.Errorf("digest %q", a.Digest())
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"fact: events", "fact: event", `metrics.yaml:6: metric logins: unknown fact "event"`},
		{"event: login", "evnt: login", `metrics.yaml:6: metric logins: unknown column "evnt" of events`},
		{"unit: logins", "unti: logins", `metrics.yaml:5: metric logins: unknown key "unti"`},
		{"count: rows", "distinct: seats", `unknown column "seats" of events`},
		{"count: rows", "sum: event", `column "event" of events is no number`},
		{"label: Logins", "description: x", `metrics.yaml:3: metric logins: no label`},
		{"  logins:", "  Log-ins:", `want an ID of small letters`},
		{"event: login", "quantity: {over: 3}", `unknown comparison "over"`},
		{"value: 1", "worth: 1", `unknown figure "worth"`},
		{"{event: login", "{quantity: soon", `wants a number, not "soon"`},
		{"count: rows", "count: rows, distinct: user", "both count and distinct"},
		{"count: rows", "window: 3w, count: rows", `window "3w"`},
	} {
		_, err := Load("metrics.yaml", []byte(strings.Replace(one, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s → %s: got %v, want %s", c.from, c.to, err, c.want)
		}
	}
	if _, err := Load("m.yaml", []byte("metrics: [1]")); err == nil {
		t.Error("a list is read as definitions")
	}
}

func TestUnknownMetricNamesNearOnes(t *testing.T) {
	_, err := Default().Get("active_user")
	unknown, ok := errors.AsType[*UnknownError](err)
	if !ok || len(unknown.Near) == 0 || unknown.Near[0] != "active_users" {
		t.Errorf("got %v", err)
	}
	if _, err := Default().Get("zzzzzzzzzzzz"); strings.Contains(err.Error(), "did you mean") {
		t.Errorf("got %v", err)
	}
}

// Nobody measured it: Unknown. Measured, and nothing happened: 0.
func TestUnknownIsNotZero(t *testing.T) {
	day := func(s string) Cell {
		v, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return IntCell(v.UnixMicro())
	}
	rows := Memory{
		"accounts": {{"account": TextCell("silent")}, {"account": TextCell("new")}, {"account": TextCell("never")}},
		"events": {
			{"account": TextCell("silent"), "user": TextCell("u"), "time": day("2026-08-02")},
			{"account": TextCell("new"), "user": TextCell("v"), "time": day("2026-10-02")},
		},
	}
	p, _ := ParsePeriod("2026-10", time.UTC)
	set := Default()
	ask := func(id string) map[string]Value {
		d, err := set.Get(id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Evaluate(context.Background(), rows, Env{}, []Query{{Def: d, Period: p}})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]Value{}
		for _, v := range got[0] {
			out[v.Account] = v
		}
		return out
	}
	users := ask("active_users")
	if v := users["silent"]; v.Value != Int(0) || v.Prior != Int(0) || v.Change.Known() {
		t.Errorf("a silent account: %+v", v)
	}
	if v := users["new"]; v.Value != Int(1) || v.Prior.Known() {
		t.Errorf("a new account: %+v", v)
	}
	if v := users["never"]; v.Value.Known() {
		t.Errorf("an account that was never measured: %+v", v)
	}
	for _, id := range []string{"tickets_opened", "tickets_open", "csat", "nps", "full_resolution", "seats", "days_to_renewal", "reopen_rate"} {
		if v := ask(id)["silent"]; v.Value.Known() {
			t.Errorf("%s without any rows is %v", id, v.Value)
		}
	}
	if v := ask("days_since_activity")["silent"]; v.Value != Int(90) {
		t.Errorf("days since activity: %v", v.Value)
	}
}

func TestIntervals(t *testing.T) {
	// FIELD: with p = .5, d = .2, n = 20 the 95% interval is ±34.
	if low, high := NPSRange(10, 4, 20); high-30 < 34 || high-30 > 34.5 || 30-low < 34 || 30-low > 34.5 {
		t.Errorf("NPS 30 of 20 answers: %.1f to %.1f", low, high)
	}
	for _, c := range [][3]int64{{5, 0, 5}, {0, 5, 5}, {0, 0, 5}} {
		if low, high := NPSRange(c[0], c[1], c[2]); high-low < 10 || low < -100 || high > 100 {
			t.Errorf("NPS of agreeing answers %v: %.1f to %.1f", c, low, high)
		}
	}
	if low, high := Wilson(85, 140); low < 0.523 || low > 0.5245 || high < 0.684 || high > 0.6845 {
		t.Errorf("85 of 140: %.4f to %.4f", low, high)
	}
	if low, high := Wilson(7, 7); low > 0.66 || low < 0.64 || high != 1 {
		t.Errorf("7 of 7: %.4f to %.4f", low, high)
	}
	// Exact Poisson: 0 → 0–3.689, 10 → 4.795–18.390.
	if low, high := Poisson(0); low != 0 || high < 3.6 || high > 3.75 {
		t.Errorf("0: %.3f to %.3f", low, high)
	}
	if low, high := Poisson(10); low < 4.75 || low > 4.85 || high < 18.3 || high > 18.45 {
		t.Errorf("10: %.3f to %.3f", low, high)
	}
	if low, high := MeanRange(25, 135, 5); low < 3.03 || low > 3.04 || high < 6.96 || high > 6.97 {
		t.Errorf("mean: %.3f to %.3f", low, high) // 5 ± 2.776 × √(2.5/5)
	}
	low, high := orderRange([]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 1)
	if low != Int(2) || high != Int(9) {
		t.Errorf("median of ten: %v to %v", low, high)
	}
}

func TestQuantile(t *testing.T) {
	v := []int64{1, 2, 3, 4}
	if got := quantile(v, 1, 2, 1); got != Ratio(5, 2) {
		t.Errorf("median %v", got)
	}
	if got := quantile(v, 9, 10, 1); got != Ratio(37, 10) {
		t.Errorf("p90 %v", got)
	}
	if quantile(nil, 1, 2, 1).Known() {
		t.Error("the median of nothing is known")
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct {
		unit      Unit
		n         Number
		key, text string
	}{
		{"users", Int(7440), "7440", "7,440"},
		{"calls", Int(1234567), "1234567", "1,234,567"},
		{Percent, Ratio(85, 140), "60.7%", "61%"},
		{Percent, Ratio(1, 300), "0.3%", "0.3%"},
		{Hour, Int(31), "31h", "31 h"},
		{Hour, Ratio(7, 2), "3.5h", "3.5 h"},
		{DayUnit, Int(1), "1d", "1 day"},
		{Score, Int(-12), "-12", "−12"},
		{TimeUnit, Int(25*3600 + 30*60), "01:30", "01:30"},
		{Percent, Unknown, "", "Unknown"},
	} {
		if got := c.unit.Key(c.n); got != c.key {
			t.Errorf("%s %v: key %q, want %q", c.unit, c.n, got, c.key)
		}
		if got := c.unit.Text(c.n); got != c.text {
			t.Errorf("%s %v: text %q, want %q", c.unit, c.n, got, c.text)
		}
		if q, ok := ParseQuantity(c.key); c.n.Known() && c.unit != TimeUnit && (!ok || !q.Agrees(c.n)) {
			t.Errorf("%q does not agree with %v", c.key, c.n)
		}
	}
	for _, c := range []struct {
		unit       Unit
		now, prior Number
		key, text  string
	}{
		{"calls", Int(7440), Int(12400), "-40.0%", "−40%"},
		{"tickets", Int(9), Int(4), "+125.0%", "+125%"},
		{"tickets", Int(9), Int(0), "", "–"},
		{Percent, Ratio(607, 1000), Ratio(628, 1000), "-2.1pt", "−2 pt"},
		{Hour, Int(31), Int(18), "+13h", "+13 h"},
		{TimeUnit, Int(22*3600 + 20*60), Int(25*3600 + 30*60), "-3h10m", "−3 h 10 min"},
		{Score, Int(30), Int(30), "0", "0"},
	} {
		d := &Definition{Unit: c.unit}
		change := d.Change(c.now, c.prior)
		if got := d.ChangeKey(change); got != c.key {
			t.Errorf("%s: key %q, want %q", c.unit, got, c.key)
		}
		if got := d.ChangeText(change); got != c.text {
			t.Errorf("%s: text %q, want %q", c.unit, got, c.text)
		}
		if q, ok := ParseQuantity(c.key); c.key != "" && (!ok || !q.Agrees(change)) {
			t.Errorf("%q does not agree with %v", c.key, change)
		}
	}
}

func TestParseQuantity(t *testing.T) {
	for s, want := range map[string]Number{"7,440": Int(7440), "60.7%": Ratio(607, 1000), "−2.1pt": Ratio(-21, 1000), "31h": Int(31), "22:20": Int(80400), "-2h50m": Int(-10200), "+3": Int(3)} {
		if q, ok := ParseQuantity(s); !ok || q.Number != want {
			t.Errorf("%q is %v, %v", s, q.Number, ok)
		}
	}
	for _, s := range []string{"", "x", "%", "1.2.3", "5 parsecs", "12:60", "1e9", "99999999999999999999"} {
		if q, ok := ParseQuantity(s); ok {
			t.Errorf("%q is read as %v", s, q)
		}
	}
}

// Time of day: the mean of each night's last event, a night being one day from noon to noon.
func TestLastOfNight(t *testing.T) {
	s := load(t, `
metrics:
  last_route:
    label: Last route planned
    unit: time_of_day
    numerator: {fact: events, last: rows, where: {event: route}, day_starts: "12:00"}
    sample: 
      period: 2026-09
      zone: Europe/Stockholm
      rows:
        events:
          - {event: route, time: "2026-09-01T20:00:00Z"}
          - {event: route, time: "2026-09-01T23:00:00Z"}
          - {event: route, time: "2026-09-02T19:00:00Z"}
          - {event: other, time: "2026-09-02T23:00:00Z"}
          - {event: route, time: "2026-09-30T23:30:00Z"}
      expect: {value: "23:50", n: 3}
  by_22:
    label: Nights by 22
    unit: nights
    kind: of
    numerator: {fact: events, last: rows, by: "22:00", where: {event: route}, day_starts: "12:00"}
    denominator: {fact: events, days: rows, where: {event: route}, day_starts: "12:00"}
    sample: 
      period: 2026-09
      zone: Europe/Stockholm
      rows:
        events:
          - {event: route, time: "2026-09-01T20:00:00Z"}
          - {event: route, time: "2026-09-01T23:00:00Z"}
          - {event: route, time: "2026-09-02T19:00:00Z"}
          - {event: other, time: "2026-09-02T23:00:00Z"}
          - {event: route, time: "2026-09-30T23:30:00Z"}
      expect: {value: 1, denominator: 3}
`)
	for _, d := range s.All() {
		if err := d.Test(); err != nil {
			t.Error(err)
		}
	}
}

func TestParseFilter(t *testing.T) {
	get := func(c string) Cell {
		return map[string]Cell{"event": TextCell("bulk_upload"), "properties.stops": TextCell("612"), "properties.depot": TextCell("syd"), "quantity": IntCell(50_000)}[c]
	}
	for s, want := range map[string]bool{"event=bulk_upload": true, "event!=bulk_upload": false, "stops=>500": true, "stops=<500": false, "stops=>=612": true, "depot!=nord": true, "depot=nord": false,
		"quantity=5": true, "quantity=>5": false, "absent=>3": false, "absent!=x": true} {
		e, err := ParseFilter("events", s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		if got := Match(e, get); got != want {
			t.Errorf("%s (%s) is %v", s, e, got)
		}
	}
	for _, s := range []string{"", "event", "=x", "quantity=many"} {
		if e, err := ParseFilter("events", s); err == nil {
			t.Errorf("%q is read as %v", s, e)
		}
	}
}
