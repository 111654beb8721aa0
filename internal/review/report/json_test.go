package report_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/review/report"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// What is written by hand is what encoding/json makes of it.
func TestJSONIsAsTheLibraryWritesIt(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "plain", "a \"b\" \\ <c> & d", "\n\t\x00\x7f", "é “quoted”", "\u2028\u2029"}))
	places := rapid.Custom(func(t *rapid.T) markdown.Position {
		return markdown.Position{Line: rapid.IntRange(-1, 1<<40).Draw(t, "line"), Column: rapid.IntRange(0, 99).Draw(t, "column")}
	})
	verdicts := rapid.SampledFrom([]evidence.Verdict{evidence.Pass, evidence.Violated, evidence.Unverified})
	rapid.Check(t, func(t *rapid.T) {
		var r review.Report
		for range rapid.IntRange(0, 3).Draw(t, "documents") {
			r.Documents = append(r.Documents, review.Document{Path: texts.Draw(t, "path"), Kind: texts.Draw(t, "kind"), Account: texts.Draw(t, "account"),
				Verdicts: rapid.MapOf(rapid.StringMatching(`[A-Z]{2}\d{3}`), verdicts).Draw(t, "verdicts")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "findings") {
			r.Findings = append(r.Findings, rule.Finding{Path: texts.Draw(t, "path"), Start: places.Draw(t, "start"), End: places.Draw(t, "end"), Rule: "HR001", Severity: rule.Warning,
				Verdict: verdicts.Draw(t, "verdict"), Message: texts.Draw(t, "message"), Requirement: "3.bar.2", Suggestion: texts.Draw(t, "suggestion"), Suppressed: texts.Draw(t, "suppressed")})
		}
		var got, again bytes.Buffer
		if err := report.JSON(&got, &r); err != nil {
			t.Fatal(err)
		}
		var tree struct {
			Version   int `json:"version"`
			Documents []struct {
				Path     string                      `json:"path"`
				Kind     string                      `json:"kind"`
				Account  string                      `json:"account"`
				Verdicts map[string]evidence.Verdict `json:"verdicts"`
			} `json:"documents"`
			Findings []struct {
				Path        string           `json:"path"`
				Line        int              `json:"line"`
				Column      int              `json:"column"`
				EndLine     int              `json:"end_line"`
				EndColumn   int              `json:"end_column"`
				Rule        string           `json:"rule"`
				Severity    string           `json:"severity"`
				Verdict     evidence.Verdict `json:"verdict"`
				Message     string           `json:"message"`
				Requirement string           `json:"requirement"`
				Suggestion  string           `json:"suggestion"`
				Suppressed  string           `json:"suppressed,omitempty"`
			} `json:"findings"`
			Summary struct {
				Documents  int `json:"documents"`
				Pass       int `json:"pass"`
				Violated   int `json:"violated"`
				Unverified int `json:"unverified"`
			} `json:"summary"`
		}
		if err := json.Unmarshal(got.Bytes(), &tree); err != nil {
			t.Fatalf("%v in\n%s", err, got.Bytes())
		}
		if len(tree.Documents) != len(r.Documents) || len(tree.Findings) != len(r.Findings) {
			t.Fatalf("%d documents and %d findings in\n%s", len(tree.Documents), len(tree.Findings), got.Bytes())
		}
		encoder := json.NewEncoder(&again)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(tree); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(again.String(), got.String()); diff != "" {
			t.Fatal(diff)
		}
	})
}
