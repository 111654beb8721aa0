package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/review/report"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const document = "---\nstatus: Final\n---\n\n# Übersicht\n\nUse fell 40%, they say.\nAll is well\x07.\n"

var rules = []*rule.Rule{
	{ID: "HR002", Title: "Signals are evidence-based", Requirement: "3.bar.2", Explain: "Say how much.", Severity: rule.Error},
	{ID: "GL009", Title: "The status is known", Requirement: "0.guideline.6", Explain: "One of five.", Severity: rule.Warning},
	{ID: "HR003", Title: "Nothing to see", Requirement: "3.bar.3", Explain: "Passes.", Severity: rule.Info},
}

// sample is one document with a finding of each sort: violated, unverified, suppressed, with a fix.
func sample() *review.Report {
	doc := markdown.Parse([]byte(document))
	at := func(words string) (markdown.Span, markdown.Position, markdown.Position) {
		i := strings.Index(document, words)
		span := markdown.Span{Start: i, End: i + len(words)}
		return span, doc.Position(span.Start), doc.Position(span.End)
	}
	finding := func(id, words, message, suggestion string, severity rule.Severity, verdict evidence.Verdict) rule.Finding {
		span, start, end := at(words)
		f := rule.Finding{Path: "customer success/a,b.md", Span: span, Start: start, End: end, Rule: id, Severity: severity, Verdict: verdict,
			Message: message, Requirement: "3.bar.2", Suggestion: suggestion}
		f.Frame = rule.FrameOf(doc, f)
		return f
	}
	status := finding("GL009", "Final", `status "Final" is none of five: draft, review`, "write `final`", rule.Warning, evidence.Violated)
	status.Fix = []markdown.Edit{{Span: status.Span, New: "final"}}
	said := finding("HR002", "they say", "hearsay\nis no evidence", "", rule.Error, evidence.Violated)
	silent := finding("HR002", "All is well", "100% vague", "say how much", rule.Error, evidence.Violated)
	silent.Suppressed = "a heading of the customer's"
	open := finding("HR002", "40%", "the snapshot is not here", "import it", rule.Error, evidence.Unverified)
	return &review.Report{
		Documents: []review.Document{{Path: "customer success/a,b.md", Kind: "health-report", Account: "acme", Verdicts: map[string]evidence.Verdict{
			"GL009": evidence.Violated, "HR002": evidence.Violated, "HR003": evidence.Pass, "GL001": evidence.Unverified}}},
		Findings: []rule.Finding{status, open, said, silent},
		Sources:  map[string]*markdown.Document{"customer success/a,b.md": doc},
	}
}

var reporters = map[string]func(io.Writer, *review.Report) error{
	"text.txt":      func(w io.Writer, r *review.Report) error { return report.Text(w, r, report.Style{}) },
	"json.json":     report.JSON,
	"sarif.json":    func(w io.Writer, r *review.Report) error { return report.SARIF(w, r, rules, "1.0.0") },
	"github.txt":    report.GitHub,
	"junit.xml":     report.JUnit,
	"scorecard.txt": func(w io.Writer, r *review.Report) error { return report.Scorecard(w, r, rules) },
}

func TestGoldens(t *testing.T) {
	for name, write := range reporters {
		for _, c := range []struct {
			golden string
			report *review.Report
		}{{name, sample()}, {"empty-" + name, &review.Report{}}} {
			var out bytes.Buffer
			if err := write(&out, c.report); err != nil {
				t.Fatalf("%s: %v", c.golden, err)
			}
			file := filepath.Join("testdata", "golden", c.golden)
			if *update {
				if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("%s (-want +got; -update rewrites it):\n%s", c.golden, diff)
			}
		}
	}
}

// The schema is OASIS's, its descriptions cut.
func TestSARIFIsValid(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("sarif.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*review.Report{sample(), {}} {
		var out bytes.Buffer
		if err := report.SARIF(&out, r, rules, "1.0.0"); err != nil {
			t.Fatal(err)
		}
		log, err := jsonschema.UnmarshalJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(log); err != nil {
			t.Errorf("%v", err)
		}
	}
	if err := compiled.Validate(map[string]any{"version": "2.1.0", "runs": []any{map[string]any{}}}); err == nil {
		t.Error("a run without a tool is taken for valid: the schema checks nothing")
	}
}

func TestMachineFormatsParse(t *testing.T) {
	var out bytes.Buffer
	if err := report.JUnit(&out, sample()); err != nil {
		t.Fatal(err)
	}
	var suites struct {
		Failures int `xml:"failures,attr"`
	}
	if err := xml.Unmarshal(out.Bytes(), &suites); err != nil || suites.Failures != 2 {
		t.Errorf("junit: %d failures, %v; want 2", suites.Failures, err)
	}
	out.Reset()
	if err := report.JSON(&out, sample()); err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(out.Bytes(), &object); err != nil || object["version"] != 1.0 {
		t.Errorf("json: %v, %v", object["version"], err)
	}
}

// Lines added above a finding leave its fingerprint; other words at the place change it.
func TestFingerprints(t *testing.T) {
	print := func(source, words string) string {
		doc := markdown.Parse([]byte(source))
		i := strings.Index(source, words)
		f := rule.Finding{Path: "a.md", Rule: "HR002", Span: markdown.Span{Start: i, End: i + len(words)}}
		return rule.Fingerprints([]rule.Finding{f}, map[string]*markdown.Document{"a.md": doc})[0]
	}
	before := print("# T\n\n## Risks\n\nthey say\n", "they say")
	if after := print("# T\n\nmore\n\nlines\n\n## Risks\n\nthey say\n", "they say"); after != before {
		t.Error("lines added above change the fingerprint")
	}
	if other := print("# T\n\n## Risks\n\nthey said\n", "they said"); other == before {
		t.Error("other words keep the fingerprint")
	}
	two := rule.Fingerprints([]rule.Finding{{Path: "a.md", Rule: "X"}, {Path: "a.md", Rule: "X"}}, nil)
	if two[0] == two[1] {
		t.Error("two equal findings share a fingerprint")
	}
}
