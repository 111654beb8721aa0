package review

import (
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Report is what a check found.
type Report struct {
	Documents []Document
	Findings  []rule.Finding
	// Sources holds the text of every document that has findings, for code frames; blocks are left out.
	Sources map[string]*markdown.Document
}

// Document is one checked document with its verdict on each rule.
type Document struct {
	Path, Kind, Account string
	Verdicts            map[string]evidence.Verdict
}

// Summary counts documents, and verdicts over documents and rules.
type Summary struct{ Documents, Pass, Violated, Unverified int }

func (r *Report) add(s *subject, res result) {
	account := accountID(s)
	if account == "" {
		account = s.doc.Front.Value("account")
	}
	r.Documents = append(r.Documents, Document{Path: s.path, Kind: s.doc.Front.Value("kind"), Account: account, Verdicts: res.verdicts})
	r.Findings = append(r.Findings, res.findings...)
	if len(res.findings) > 0 {
		if r.Sources == nil {
			r.Sources = map[string]*markdown.Document{}
		}
		r.Sources[s.path] = s.doc.Lean()
	}
}

// Summary counts.
func (r *Report) Summary() Summary {
	summary := Summary{Documents: len(r.Documents)}
	for _, document := range r.Documents {
		for _, verdict := range document.Verdicts {
			switch verdict {
			case evidence.Pass:
				summary.Pass++
			case evidence.Violated:
				summary.Violated++
			case evidence.Unverified:
				summary.Unverified++
			}
		}
	}
	return summary
}

// Fails reports whether a finding counts as a failure: violated at or above severity, or unverified too when strict.
func (r *Report) Fails(severity rule.Severity, strict bool) bool {
	for _, f := range r.Findings {
		if f.Suppressed != "" || f.Severity < severity {
			continue
		}
		if f.Verdict == evidence.Violated || strict && f.Verdict == evidence.Unverified {
			return true
		}
	}
	return false
}
