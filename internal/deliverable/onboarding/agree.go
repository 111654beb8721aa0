package onboarding

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Scope is what both parties sign, line by line: the go-live's date and
// criteria, and each milestone with its date and criterion. Owners and states
// may change without a new signature.
func (p *Plan) Scope() []string {
	out := []string{"go-live " + p.GoLive.Text}
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

// words joins with white space collapsed: how a line is wrapped or padded is
// not scope.
func words(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

func scopeDigest(lines []string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return "sha256:" + hex.EncodeToString(sum[:])[:20]
}

// scopeDiff says what changed from one scope to another.
func scopeDiff(before, now []string) []string {
	var out []string
	for _, line := range before {
		if !slices.Contains(now, line) {
			if other := sameRow(line, now); other != "" && !slices.Contains(before, other) {
				out = append(out, fmt.Sprintf("%q became %q", short(line, 90), short(other, 90)))
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

// sameRow is the line of the same row in another scope.
func sameRow(line string, lines []string) string {
	key := rowKey(line)
	for _, other := range lines {
		if rowKey(other) == key {
			return other
		}
	}
	return ""
}

func rowKey(line string) string {
	f := strings.Fields(line)
	if f[0] == "go-live" || len(f) < 2 {
		return f[0]
	}
	return f[0] + " " + f[1]
}

// An Agreement is the record of one signature: who agreed to which words, when.
type Agreement struct {
	Version int           `json:"version"` // 1
	Account string        `json:"account"`
	Party   string        `json:"party"`
	Who     string        `json:"who"`
	On      calendar.Date `json:"on"`
	Digest  string        `json:"digest"` // of the scope
	Scope   []string      `json:"scope"`
}

func agreementFolder(document string) string {
	return path.Join(path.Dir(document), "evidence", "agreements")
}

// agreedScope reads the scope of a digest from the agreements beside a plan.
func agreedScope(w *workspace.Workspace, document, digest string) ([]string, bool) {
	names, err := w.Files(agreementFolder(document), func(name string) bool { return strings.HasSuffix(name, ".json") })
	if err != nil {
		return nil, false
	}
	for _, name := range names {
		data, err := w.ReadFile(name)
		if err != nil {
			continue
		}
		var a Agreement
		if json.Unmarshal(data, &a) == nil && a.Digest == digest {
			return a.Scope, true
		}
	}
	return nil, false
}

// Agree records that somebody agrees to the plan as it stands: the signature's
// row, its citation, the record beside the plan, and the state "agreed" with the
// scope's digest once every row is signed for the same words. It returns the
// files to write.
func Agree(found Found, setting Setting, who string, on calendar.Date) ([]deliverable.File, error) {
	p := found.Plan
	row, err := p.signatureRow(who)
	if err != nil {
		return nil, err
	}
	scope := p.Scope()
	digest := scopeDigest(scope)
	a := Agreement{Version: 1, Account: p.Account, Party: setting.Party(who), Who: who, On: on, Digest: digest, Scope: scope}
	data, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return nil, err
	}
	data = append(data, '\n')
	name := path.Join(agreementFolder(found.Path), on.String()+"-"+slug(who)+"-"+strings.TrimPrefix(digest, "sha256:")[:8]+".json")
	text, err := markdown.Apply(p.Doc.Source, p.signed(row, who, on, digest, name, digestOf(data), found.Path))
	if err != nil {
		return nil, err
	}
	return []deliverable.File{{Path: name, Data: data}, {Path: found.Path, Data: text}}, nil
}

func (p *Plan) signatureRow(who string) (*Signature, error) {
	for i := range p.Signatures {
		if p.Signatures[i].Who.Text == who {
			return &p.Signatures[i], nil
		}
	}
	var names []string
	for _, s := range p.Signatures {
		names = append(names, s.Who.Text)
	}
	return nil, fmt.Errorf("%q does not stand in the plan's table of signatures\nhint: it names %s", who, strings.Join(names, ", "))
}

// signed are the edits of one signature.
func (p *Plan) signed(row *Signature, who string, on calendar.Date, digest, name, fileDigest, at string) []markdown.Edit {
	label := "signed-" + slug(who)
	edits := []markdown.Edit{{Span: row.On.Span, New: on.String() + "[^" + label + "]"}}
	note := fmt.Sprintf("[^%s]: file:%s digest=%s", label, strings.TrimPrefix(name, path.Dir(at)+"/"), fileDigest)
	if old := p.Doc.Note(label); old != nil {
		edits = append(edits, markdown.Edit{Span: trimmed(p.Doc, old.Span), New: note})
	} else {
		edits = append(edits, p.noted("\n"+note))
	}
	all := true
	for i := range p.Signatures {
		s := &p.Signatures[i]
		all = all && (s == row || s.On.Date != 0 && p.Doc.Front.Value("signing") == digest)
	}
	set := map[string]string{"signing": digest}
	if all {
		set = map[string]string{"state": "agreed", "agreed": digest, "signing": digest}
	}
	return append(edits, p.frontEdits(set)...)
}

// frontEdits sets keys of the front matter, adding those that are not there.
func (p *Plan) frontEdits(set map[string]string) []markdown.Edit {
	var edits []markdown.Edit
	added := ""
	for _, key := range []string{"state", "agreed", "signing"} {
		value, ok := set[key]
		if !ok {
			continue
		}
		if f := p.Doc.Front.Field(key); f != nil {
			edits = append(edits, markdown.Edit{Span: f.Span, New: value})
		} else {
			added += key + ": " + value + "\n"
		}
	}
	if added != "" {
		end := p.Doc.Front.Body.End
		edits = append(edits, markdown.Edit{Span: markdown.Span{Start: end, End: end}, New: added})
	}
	return edits
}

func slug(s string) string {
	s = strings.Trim(uidSafe.ReplaceAllString(strings.ToLower(s), "-"), "-./")
	return strings.ReplaceAll(s, ".", "")
}
