package onboarding

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Scope is what both parties sign, line by line: the go-live's date and
// criteria, and each milestone with its date and criterion. Owners and states
// may change without a new signature.
func (p *Plan) Scope() []string {
	out := []string{words("go-live", p.GoLive.Text)}
	for _, g := range p.Criteria {
		out = append(out, words("criterion", g.ID.Text, g.Text.Text, g.Proof.Text))
	}
	for _, m := range p.Milestones {
		if !m.State.Dropped() {
			out = append(out, words("milestone", m.ID.Text, m.Title.Text, m.Due.Text, m.Criterion.Text))
		}
	}
	return out
}

// words joins with white space collapsed and dashes of empty cells left out: how
// a line is wrapped or padded is not scope.
func words(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if strings.Trim(part, "–-— ") != "" {
			kept = append(kept, strings.Fields(part)...)
		}
	}
	return strings.Join(kept, " ")
}

func scopeDigest(lines []string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return "sha256:" + hex.EncodeToString(sum[:])[:20]
}

// An Agreement is a plan's scope as a document of its own: what both parties
// read and sign. It is the same for the same scope.
type Agreement struct {
	Path   string // beside the plan, named by the scope's digest
	Text   []byte // Markdown
	Digest string // of the scope
}

// AgreementOf writes the scope of a plan as an agreement.
func AgreementOf(found Found) (Agreement, error) {
	p := found.Plan
	scope := p.Scope()
	digest := scopeDigest(scope)
	a := Agreement{Path: path.Join(agreementFolder(found.Path), strings.TrimPrefix(digest, "sha256:")+".md"), Text: []byte(p.agreement()), Digest: digest}
	if read := Read(markdown.Parse(a.Text)).Scope(); !slices.Equal(read, scope) {
		return a, errors.New("the plan's go-live definition and milestones cannot be written as an agreement\nhint: " + strings.Join(scopeDiff(scope, read), "; "))
	}
	return a, nil
}

func (p *Plan) agreement() string {
	var w strings.Builder
	fmt.Fprintf(&w, "---\naccount: %s\n", yamlText(p.Account))
	if p.GoLive.Text != "" {
		fmt.Fprintf(&w, "go_live: %s\n", p.GoLive.Text)
	}
	w.WriteString("---\n\n# Go-live agreement\n\nBoth parties agree to this definition of go-live and to these dates. Owners and the state of the work may change\n" +
		"without a new signature; a criterion or a date may not.\n\n## Go-live definition\n\n")
	if p.GoLive.Text != "" {
		fmt.Fprintf(&w, "Go-live on %s, when all of these hold:\n\n", p.GoLive.Text)
	}
	w.WriteString("| # | Criterion | Proven by |\n|---|---|---|\n")
	for _, g := range p.Criteria {
		p.row(&w, g.ID, g.Text, g.Proof)
	}
	w.WriteString("\n## Milestones\n\n| ID | Milestone | Due | Success criterion |\n|---|---|---|---|\n")
	for _, m := range p.Milestones {
		if !m.State.Dropped() {
			p.row(&w, m.ID, m.Title, m.Due.Cell, m.Criterion)
		}
	}
	return w.String()
}

var footnoteMark = pattern.New(`\[\^[^\]]+\]`)

// row writes cells as they stand in the plan, without their citations.
func (p *Plan) row(w *strings.Builder, cells ...Cell) {
	for _, c := range cells {
		text := strings.TrimSpace(footnoteMark.ReplaceAllString(p.Doc.Slice(c.Span), ""))
		if text == "" {
			text = "–"
		}
		fmt.Fprintf(w, "| %s ", strings.Join(strings.Fields(text), " "))
	}
	w.WriteString("|\n")
}

func agreementFolder(document string) string {
	return path.Join(path.Dir(document), "evidence", "agreements")
}

// A signedRecord is how agreements were recorded before the approval room: who
// agreed to which words, when. They are still read.
type signedRecord struct {
	Who    string        `json:"who"`
	On     calendar.Date `json:"on"`
	Digest string        `json:"digest"` // of the scope
	Scope  []string      `json:"scope"`
}

// agreedScope reads the scope of a digest from the agreements beside a plan.
func agreedScope(w *workspace.Workspace, document, digest string) ([]string, bool) {
	names, err := w.Files(agreementFolder(document), func(string) bool { return true })
	if err != nil {
		return nil, false
	}
	for _, name := range names {
		data, err := w.ReadFile(name)
		if err != nil {
			continue
		}
		var scope []string
		switch path.Ext(name) {
		case ".md":
			scope = Read(markdown.Parse(data)).Scope()
		case ".json":
			var r signedRecord
			if json.Unmarshal(data, &r) != nil {
				continue
			}
			if scope = r.Scope; r.Digest == digest {
				return withoutDashes(scope), true
			}
		}
		if len(scope) > 0 && scopeDigest(scope) == digest {
			return scope, true
		}
	}
	return nil, false
}

// withoutDashes puts the scope of an older record into today's form.
func withoutDashes(scope []string) []string {
	var out []string
	for _, line := range scope {
		out = append(out, words(strings.Fields(line)...))
	}
	return out
}

// scopeDiff says what changed from one scope to another.
func scopeDiff(before, now []string) []string {
	var out []string
	for _, line := range before {
		if !slices.Contains(now, line) {
			if other := sameRow(line, now); other != "" && !slices.Contains(before, other) {
				out = append(out, became(line, other))
			} else {
				out = append(out, fmt.Sprintf("%q is gone", short(line, 90)))
			}
		}
	}
	for _, line := range now {
		if !slices.Contains(before, line) && sameRow(line, before) == "" {
			out = append(out, fmt.Sprintf("%q is new", short(line, 90)))
		}
	}
	return out
}

// became says how a line of the scope changed: by its dates where nothing else
// did.
func became(before, now string) string {
	a, b := strings.Fields(before), strings.Fields(now)
	var moved []string
	for i := 0; len(a) == len(b) && i < len(a); i++ {
		switch {
		case a[i] == b[i]:
		case isoDate.MatchString(a[i]) && isoDate.MatchString(b[i]):
			moved = append(moved, a[i]+" → "+b[i])
		default:
			moved, b = nil, nil
		}
	}
	if len(moved) > 0 {
		return scopeKey(before) + " " + strings.Join(moved, ", ")
	}
	return fmt.Sprintf("%q became %q", short(before, 90), short(now, 90))
}

// sameRow is the line of the same row in another scope.
func sameRow(line string, lines []string) string {
	key := scopeKey(line)
	for _, other := range lines {
		if scopeKey(other) == key {
			return other
		}
	}
	return ""
}

func scopeKey(line string) string {
	f := strings.Fields(line)
	if len(f) < 2 || f[0] == "go-live" {
		return strings.Join(f[:min(1, len(f))], "")
	}
	return f[0] + " " + f[1]
}
