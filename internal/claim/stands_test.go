package claim

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

func TestNumbersAsProgramsWriteThem(t *testing.T) {
	for text, want := range map[string]bool{`{"key":"night-600","stops":500}`: true, `[1,500,2]`: false, `{"stops":[500]}`: true, `{"stops":5000}`: false, `{"at":"15:00"}`: false, "rows:500,": true, "500% more": false} {
		if got := standsIn(quantities(tokens("500 stops"))[0], text, false); got != want {
			t.Errorf("500 in %s: %v, want %v", text, got, want)
		}
	}
}

func TestAPartStandsWithItsWhole(t *testing.T) {
	run := evidence.Ref{Scheme: "run", ID: "staging/2026-10-20T08:00Z/smoke"}
	whole := evidence.Ref{Scheme: "run", ID: "staging/2026-10-20T08:00Z"}
	counted := evidence.Ref{Scheme: "run", ID: "staging/2026-10-20T08:00Z", Params: []evidence.Param{{Key: "passed", Value: "12"}, {Key: "failed", Value: "3"}}}
	for _, c := range []struct {
		says   string
		ref    evidence.Ref
		record string
		holds  bool
	}{
		{"12 of 12 checks passed", run, "12 of 12 checks passed", true},
		{"12 of 12 checks passed", run, "ok: 12/12", true},
		{"12 of the 12 checks passed", run, "{\"passed\": 12,\n\"total\": 12}", true},
		{"all 12/12 checks passed", run, "passed=12 total=12", true},
		{"twelve of twelve checks passed", run, "12 of 12", true},
		{"12 of 12 checks passed", run, "12 passed\nretried\nport 12", false},
		{"12 of 12 checks passed", whole, "took 12 s\n\n\n12 checks", false},
		{"12 out of 15 checks passed", run, "12 passed\n\n\n15 rows", false},
		{"12 of 15 checks passed", whole, "12 passed\n\n\n15 checks", true},
		{"12 of 15 checks passed", counted, "", true},
		{"12 of 12 checks passed", counted, "", false},
	} {
		text := markdown.Parse([]byte(c.says + ".[^c]\n\n[^c]: " + c.ref.String() + "\n"))
		claims := Extract(text)
		record := evidence.Record{Text: c.record, Values: c.ref.Params}
		problems := CompareText([]Citation{{Claim: claims[0], Record: record, Resolved: true}})
		if (len(problems) == 0) != c.holds {
			t.Errorf("%q over %q: %v; want it to hold: %v", c.says, c.record, problems, c.holds)
		}
	}
}
