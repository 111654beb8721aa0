// Package report writes what a check found: as text for people, as JSON by the command line's contract.
package report

import (
	"encoding/json"
	"io"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/review"
)

type jsonReport struct {
	Version   int            `json:"version"`
	Documents []jsonDocument `json:"documents"`
	Findings  []jsonFinding  `json:"findings"`
	Summary   jsonSummary    `json:"summary"`
}

type jsonDocument struct {
	Path     string                      `json:"path"`
	Kind     string                      `json:"kind"`
	Account  string                      `json:"account"`
	Verdicts map[string]evidence.Verdict `json:"verdicts"`
}

type jsonFinding struct {
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
}

type jsonSummary struct {
	Documents  int `json:"documents"`
	Pass       int `json:"pass"`
	Violated   int `json:"violated"`
	Unverified int `json:"unverified"`
}

// JSON writes one object as the command line's contract describes it.
func JSON(w io.Writer, report *review.Report) error {
	out := jsonReport{Version: 1, Documents: []jsonDocument{}, Findings: []jsonFinding{}, Summary: jsonSummary(report.Summary())}
	for _, d := range report.Documents {
		out.Documents = append(out.Documents, jsonDocument(d))
	}
	for _, f := range report.Findings {
		out.Findings = append(out.Findings, jsonFinding{
			Path: f.Path, Line: f.Start.Line, Column: f.Start.Column, EndLine: f.End.Line, EndColumn: f.End.Column,
			Rule: f.Rule, Severity: f.Severity.String(), Verdict: f.Verdict, Message: f.Message,
			Requirement: f.Requirement, Suggestion: f.Suggestion, Suppressed: f.Suppressed,
		})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}
