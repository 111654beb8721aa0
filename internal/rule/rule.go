// Package rule is the vocabulary of checking: a rule is data with its documentation and examples, a pass is what it
// sees of one document, a finding is what it reports at a place.
package rule

import (
	"fmt"
	"time"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Severity is how much a finding matters.
type Severity uint8

const (
	Info Severity = iota
	Warning
	Error
	// Off is a setting: the rule is not run.
	Off
)

var severityNames = [...]string{Info: "info", Warning: "warning", Error: "error", Off: "off"}

func (s Severity) String() string { return severityNames[s] }

// MarshalText writes "info", "warning", "error" or "off".
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSeverity reads what String writes.
func ParseSeverity(name string) (Severity, error) {
	for i, known := range severityNames {
		if name == known {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: want error, warning, info or off", name)
}

// Rule is one testable part of a quality bar.
type Rule struct {
	ID    string // kind prefix and three digits, never reused: HR012
	Title string // what holds in a good document: "Every action has an owner"
	// Requirement is the bullet it serves: <section>.<bar|section|guideline>.<n> counted in the requirement's text, such as 3.bar.4; "team" for
	// a team's own rule.
	Requirement string
	Explain     string // Markdown: what is asked for, why, and what to write instead
	// Bad and Good are examples that the tests execute: whole documents, or bodies to which the test adds the kind's
	// front matter. Bad gives at least one finding of this rule, Good none.
	Bad, Good string
	Severity  Severity
	Needs     []string // evidence schemes it looks at; empty for a rule that only reads
	Check     func(*Pass)
}

// On adapts a check of a kind's typed model.
func On[Model any](check func(*Pass, Model)) func(*Pass) {
	return func(p *Pass) {
		if model, ok := p.Model.(Model); ok {
			check(p, model)
		}
	}
}

// Pass is what a rule sees of one document. It must not be changed.
type Pass struct {
	Doc   *markdown.Document
	Path  string // slash-separated, relative to the workspace; as named on the command line outside one
	Kind  string // front matter's kind; empty where there is none
	Model any    // the kind's typed model; nil where there is no kind
	// Workspace is nil outside a workspace, Account where the document covers none that is known.
	Workspace *workspace.Workspace
	Account   *workspace.Account
	// Citations are the document's claims with their evidence.
	Citations []Citation
	// Neighbours returns the other documents about the same account, sorted by path; nil outside a workspace.
	Neighbours func() []Neighbour
	// Ask resolves a reference that the document does not cite, as if it did; nil offline and outside a workspace.
	Ask func(evidence.Ref) evidence.Record
	// Guidance reports whether an HTML comment is one of the kind's template: a question that nobody has answered. It may be nil.
	Guidance func(comment string) bool
	// Offline says that evidence was not resolved.
	Offline bool
	Now     time.Time

	rule     *Rule
	severity Severity
	findings *[]Finding
}

// Neighbour is another document about the same account: where it lies and what it tells.
type Neighbour struct {
	Path string
	*claim.Told
}

// Citation is a claim with the record it resolved to.
type Citation = claim.Citation

// Cited returns the citations whose reference mark lies within span.
func (p *Pass) Cited(span markdown.Span) []Citation {
	var within []Citation
	for _, c := range p.Citations {
		if span.Contains(c.Cite) {
			within = append(within, c)
		}
	}
	return within
}

// Finding is a rule's report at a place in a file.
type Finding struct {
	Path        string
	Span        markdown.Span
	Start, End  markdown.Position
	Rule        string
	Severity    Severity
	Verdict     evidence.Verdict
	Message     string
	Requirement string
	Suggestion  string
	Fix         []markdown.Edit // safe edits that mend it; empty where a person must
	// Frame is what is shown of the place; a review fills it in.
	Frame Frame
	// Suppressed is the reason under which the document asks to ignore it; such a finding is shown and not counted.
	Suppressed string
}

// Violated reports that the document breaks the rule at span. suggestion says what to write instead.
func (p *Pass) Violated(span markdown.Span, suggestion, format string, args ...any) {
	p.Report(Finding{Span: span, Verdict: evidence.Violated, Message: fmt.Sprintf(format, args...), Suggestion: suggestion})
}

// Unverified reports that the rule cannot be decided at span: evidence, or a person's word, is missing.
func (p *Pass) Unverified(span markdown.Span, suggestion, format string, args ...any) {
	p.Report(Finding{Span: span, Verdict: evidence.Unverified, Message: fmt.Sprintf(format, args...), Suggestion: suggestion})
}

// Restated tells at span that the evidence would say something else today. What the document says still holds: the finding is
// information, whatever the rule's severity, and its verdict is pass.
func (p *Pass) Restated(span markdown.Span, suggestion, format string, args ...any) {
	told := *p
	told.severity = Info
	told.Report(Finding{Span: span, Verdict: evidence.Pass, Message: fmt.Sprintf(format, args...), Suggestion: suggestion})
}

// Report adds a finding; the place in lines and columns, the rule, its severity and requirement are filled in where they are empty.
func (p *Pass) Report(f Finding) {
	f.Path = p.Path
	f.Rule = p.rule.ID
	if f.Requirement == "" {
		f.Requirement = p.rule.Requirement
	}
	f.Severity = p.severity
	f.Start, f.End = p.Doc.Position(f.Span.Start), p.Doc.Position(f.Span.End)
	*p.findings = append(*p.findings, f)
}

// Draft reports whether the document's status is draft: what only a person can supply is then unverified, not violated.
func (p *Pass) Draft() bool {
	status := p.Doc.Front.Value("status")
	return status == "draft" || status == ""
}

// Lacks reports something that only a person can supply: unverified in a draft, violated later.
func (p *Pass) Lacks(span markdown.Span, suggestion, format string, args ...any) {
	p.Report(p.Lacking(span, suggestion, format, args...))
}

// Lacking is the finding that Lacks reports, for whoever adds a fix to it.
func (p *Pass) Lacking(span markdown.Span, suggestion, format string, args ...any) Finding {
	verdict := evidence.Violated
	if p.Draft() {
		verdict = evidence.Unverified
	}
	return Finding{Span: span, Verdict: verdict, Message: fmt.Sprintf(format, args...), Suggestion: suggestion}
}

// Top is the span to report a thing that the document lacks as a whole: its title, else its first line.
func (p *Pass) Top() markdown.Span {
	for _, s := range p.Doc.AllSections() {
		return p.Doc.LineSpan(p.Doc.Position(s.Heading.Start).Line)
	}
	return p.Doc.LineSpan(1)
}

// Run runs one rule at a severity and returns its findings in the order of their places. A rule that panics gives one finding that says so:
// the fault is the rule's, not the document's.
func Run(r *Rule, severity Severity, pass Pass) (findings []Finding) {
	pass.rule, pass.severity, pass.findings = r, severity, &findings
	defer func() {
		if fault := recover(); fault != nil {
			findings = nil
			pass.Report(Finding{Span: pass.Top(), Verdict: evidence.Unverified,
				Message: fmt.Sprintf("rule %s failed on this document (%v); the other rules ran", r.ID, fault), Suggestion: "report this as a fault of the rule"})
		}
	}()
	r.Check(&pass)
	return findings
}

// Worst is the document's verdict on a rule from its findings: pass where there are none that count.
func Worst(findings []Finding) evidence.Verdict {
	worst := evidence.Pass
	for _, f := range findings {
		if f.Suppressed == "" {
			worst = evidence.Worse(worst, f.Verdict)
		}
	}
	return worst
}
