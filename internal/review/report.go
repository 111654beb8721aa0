package review

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Report is what a check found. It holds nothing of a document without findings but its verdicts, and equal verdicts once.
type Report struct {
	Documents []Document
	Findings  []rule.Finding
	// Sources holds the text of every document that has findings where CheckOptions.Keep asked for it; blocks are left out.
	Sources map[string]*markdown.Document

	verdicts map[string]Verdicts
}

// Verdicts are by rule. Documents of one kind share them: they must not be changed.
type Verdicts = map[string]evidence.Verdict

// Document is one checked document with its verdict on each rule.
type Document struct {
	Path, Kind, Account string
	Verdicts            Verdicts
}

// Summary counts documents, and verdicts over documents and rules.
type Summary struct{ Documents, Pass, Violated, Unverified int }

func (r *Report) add(s *subject, res result, keep bool) {
	account := accountID(s)
	if account == "" {
		account = strings.Clone(s.doc.Front.Value("account"))
	}
	r.Documents = append(r.Documents, Document{Path: s.path, Kind: strings.Clone(s.doc.Front.Value("kind")), Account: account, Verdicts: r.shared(res)})
	r.Findings = append(r.Findings, res.findings...)
	if keep && len(res.findings) > 0 {
		if r.Sources == nil {
			r.Sources = map[string]*markdown.Document{}
		}
		r.Sources[s.path] = s.doc.Lean()
	}
}

// shared gives a document's verdicts by rule, those of an earlier one where they are the same.
func (r *Report) shared(res result) Verdicts {
	key := make([]byte, 0, 8*len(res.rules))
	for i, of := range res.rules {
		key = append(append(key, of.ID...), byte(res.verdicts[i]))
	}
	if known, ok := r.verdicts[string(key)]; ok {
		return known
	}
	verdicts := make(Verdicts, len(res.rules))
	for i, of := range res.rules {
		verdicts[of.ID] = res.verdicts[i]
	}
	if r.verdicts == nil {
		r.verdicts = map[string]Verdicts{}
	}
	r.verdicts[string(key)] = verdicts
	return verdicts
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
