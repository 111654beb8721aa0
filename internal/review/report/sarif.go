package report

import (
	"encoding/json"
	"io"
	"net/url"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID                   string            `json:"id"`
	ShortDescription     sarifText         `json:"shortDescription"`
	FullDescription      sarifText         `json:"fullDescription"`
	Help                 sarifText         `json:"help"`
	DefaultConfiguration sarifConfig       `json:"defaultConfiguration"`
	Properties           map[string]string `json:"properties,omitempty"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifConfig struct {
	Level string `json:"level"`
}

type sarifResult struct {
	RuleID              string             `json:"ruleId"`
	RuleIndex           int                `json:"ruleIndex"`
	Level               string             `json:"level"`
	Message             sarifText          `json:"message"`
	Locations           []sarifLocation    `json:"locations"`
	PartialFingerprints map[string]string  `json:"partialFingerprints"`
	Suppressions        []sarifSuppression `json:"suppressions,omitempty"`
	Fixes               []sarifFix         `json:"fixes,omitempty"`
	Properties          map[string]string  `json:"properties"`
}

type sarifLocation struct {
	PhysicalLocation sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification"`
}

type sarifFix struct {
	Description     sarifText     `json:"description"`
	ArtifactChanges []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	ArtifactLocation sarifArtifact      `json:"artifactLocation"`
	Replacements     []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	DeletedRegion   sarifRegion `json:"deletedRegion"`
	InsertedContent sarifText   `json:"insertedContent"`
}

// fingerprint names the scheme of the partial fingerprints; it changes when they do.
const fingerprint = "touchstone/v1"

// SARIF writes a log of SARIF 2.1.0. rules are those that the check ran with.
func SARIF(w io.Writer, r *review.Report, rules []*rule.Rule, version string) error {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "touchstone", Version: version, Rules: []sarifRule{}}}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	index := map[string]int{}
	for _, known := range rules {
		index[known.ID] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			ID: known.ID, ShortDescription: sarifText{Text: known.Title}, FullDescription: sarifText{Text: strings.TrimSpace(known.Explain)},
			Help:                 sarifText{Text: strings.TrimSpace(known.Explain), Markdown: strings.TrimSpace(known.Explain)},
			DefaultConfiguration: sarifConfig{level(known.Severity)}, Properties: map[string]string{"requirement": known.Requirement},
		})
	}
	prints := rule.Fingerprints(r.Findings, r.Sources)
	for i, f := range r.Findings {
		at, known := index[f.Rule]
		if !known {
			at = -1
		}
		run.Results = append(run.Results, sarifOf(f, at, prints[i], r.Sources[f.Path]))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}})
}

func sarifOf(f rule.Finding, index int, print string, doc *markdown.Document) sarifResult {
	artifact := sarifArtifact{(&url.URL{Path: f.Path}).EscapedPath()}
	out := sarifResult{
		RuleID: f.Rule, RuleIndex: index, Level: level(f.Severity), Message: sarifText{Text: withSuggestion(f)},
		Locations:           []sarifLocation{{sarifPhysical{artifact, region(f.Start, f.End)}}},
		PartialFingerprints: map[string]string{fingerprint: print},
		Properties:          map[string]string{"verdict": f.Verdict.String(), "requirement": f.Requirement},
	}
	if f.Verdict == evidence.Unverified {
		out.Level = "note"
	}
	if f.Suppressed != "" {
		out.Suppressions = []sarifSuppression{{"inSource", f.Suppressed}}
	}
	if len(f.Fix) > 0 && doc != nil {
		change := sarifChange{ArtifactLocation: artifact}
		for _, e := range f.Fix {
			change.Replacements = append(change.Replacements, sarifReplacement{region(doc.Position(e.Start), doc.Position(e.End)), sarifText{Text: e.New}})
		}
		out.Fixes = []sarifFix{{sarifText{Text: f.Suggestion}, []sarifChange{change}}}
	}
	return out
}

func region(start, end markdown.Position) sarifRegion {
	return sarifRegion{start.Line, start.Column, end.Line, end.Column}
}

func level(s rule.Severity) string {
	switch s {
	case rule.Error:
		return "error"
	case rule.Warning:
		return "warning"
	case rule.Off:
		return "none"
	}
	return "note"
}

func withSuggestion(f rule.Finding) string {
	if f.Suggestion == "" {
		return f.Message
	}
	return f.Message + ". Try: " + f.Suggestion
}
